import { NO_PROGRESS, readProgress, type LessonRecord, type Progress } from "../course/progress.ts";
import { Observers } from "./observers.ts";

const KEY = "ackademy-progress";

/** The part of `localStorage` that is needed; a page may be denied it, so it is asked for at each use. */
type ProgressStorage = () => Pick<Storage, "getItem" | "setItem" | "removeItem">;

/**
 * The learner's progress. It is kept in the browser's storage, and leaves this device only as an export.
 *
 * P1  The progress is immutable: each change makes a new object.
 * P2  Without storage, or with a damaged one, the lab works as before: progress lasts until the page is closed.
 */
export class ProgressStore {
  private readonly store: ProgressStorage | null;
  private readonly observers = new Observers();
  private current: Progress;

  /** `store` null: in memory only. */
  constructor(store: ProgressStorage | null = null) {
    this.store = store;
    this.current = this.read();
  }

  readonly get = (): Progress => this.current;
  readonly subscribe = this.observers.subscribe;

  of(lesson: string): LessonRecord {
    return this.current.lessons[lesson] ?? {};
  }

  /** Changes one lesson's record. */
  note(lesson: string, change: Partial<LessonRecord>): void {
    const before = this.of(lesson);
    const keys = Object.keys(change) as (keyof LessonRecord)[];
    if (keys.every((key) => before[key] === change[key])) return;
    this.set({ ...this.current, lessons: { ...this.current.lessons, [lesson]: { ...before, ...change } } });
  }

  /** Forgets one lesson, so that it can be done again. */
  forget(lesson: string): void {
    const { [lesson]: _forgotten, ...lessons } = this.current.lessons;
    this.set({ ...this.current, lessons });
  }

  setLast(last: string): void {
    if (this.current.last !== last) this.set({ ...this.current, last });
  }

  setExpert(expert: boolean): void {
    if (this.current.expert !== expert) this.set({ ...this.current, expert });
  }

  export(): string {
    return `${JSON.stringify(this.current, null, 2)}\n`;
  }

  /** Replaces everything. Returns what is wrong with the text, and then changes nothing; null if it was read. */
  import(text: string): string | null {
    const read = readProgress(text);
    if ("problem" in read) return read.problem;
    this.set(read.progress);
    return null;
  }

  reset(): void {
    this.set(NO_PROGRESS);
  }

  private set(progress: Progress): void {
    this.current = progress;
    try {
      if (progress === NO_PROGRESS) this.store?.().removeItem(KEY);
      else this.store?.().setItem(KEY, JSON.stringify(progress));
    } catch {
      // P2
    }
    this.observers.notify();
  }

  private read(): Progress {
    try {
      const text = this.store?.().getItem(KEY) ?? null;
      const found = text === null ? null : readProgress(text);
      return found && "progress" in found ? found.progress : NO_PROGRESS;
    } catch {
      return NO_PROGRESS;
    }
  }
}
