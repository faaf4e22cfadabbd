/**
 * Which message ids were published lately.
 *
 * D1  an id is known for `windowMs` after its message was stored, whether or not that message still exists;
 * D2  a window of 0 remembers nothing;
 * D3  where looks for old ids are rare (`lookMs`), an old one is known until the next look.
 */
type Entry = { readonly seq: number; readonly at: number };

const NEVER = Number.POSITIVE_INFINITY;

export class DedupWindow {
  private readonly entries = new Map<string, Entry>();
  private readonly lookMs: number;
  private ms: number;
  /** The next look; there is none while nothing is known. */
  private lookAt = NEVER;

  /** `lookMs`: the shortest time between two looks; 0 to forget to the millisecond. */
  constructor(windowMs: number, lookMs: number) {
    this.ms = windowMs;
    this.lookMs = lookMs;
  }

  /** The sequence under which `id` was stored, if it is still known. */
  find(id: string, now: number): number | undefined {
    this.catchUp(now);
    return this.entries.get(id)?.seq;
  }

  /** `isKept`: its message was stored. Of another one nats-server knows no time, and forgets it at the next look. */
  remember(id: string, seq: number, now: number, isKept: boolean): void {
    if (this.ms <= 0) return;
    this.catchUp(now);
    this.entries.set(id, { seq, at: isKept || this.lookMs === 0 ? now : 0 });
    if (this.lookAt === NEVER) this.lookAt = now + this.ms;
  }

  resize(windowMs: number, now: number): void {
    this.catchUp(now);
    if (windowMs !== this.ms && this.lookAt !== NEVER) this.lookAt = now;
    this.ms = windowMs;
  }

  /** Looks as often as would have been looked by now. */
  private catchUp(now: number): void {
    while (this.lookAt <= now) this.lookAt = this.look(this.lookAt);
  }

  /** Forgets what is old at `at`; returns when to look next. */
  private look(at: number): number {
    // Insertion order is time order, so the old ones are at the front.
    for (const [id, entry] of this.entries) {
      if (entry.at + this.ms > at) return Math.max(entry.at + this.ms, at + this.lookMs);
      this.entries.delete(id);
    }
    return NEVER;
  }
}
