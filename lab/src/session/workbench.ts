import type { ScenarioSource } from "../../../engine/scenario/schema.ts";
import { BLANK } from "./draft/blank.ts";
import type { DraftProblem, DraftTools } from "./draft/types.ts";
import { failureOf, LabError, SupersededError } from "./errors.ts";
import type { LocalCopies } from "./local-copies.ts";
import { Observers } from "./observers.ts";
import { LARGEST_SCENARIO, textOf, type OpenedFile } from "./opened-file.ts";
import type { Failure, MainSession, SessionOptions } from "./types.ts";
import { decodeText, encodeText, type SharedText } from "./workbench-link.ts";

export type WorkbenchState = {
  /** The name of the local copy. */
  readonly name: string;
  readonly text: string;
  /** Counts the texts that were opened: the editor starts anew with each. */
  readonly opened: number;
  readonly problems: readonly DraftProblem[];
  /** Why the scenario, although valid, cannot be run. */
  readonly failure: Failure | null;
  /** The text is being read or its run is being made. */
  readonly busy: boolean;
  /** It is kept on this device as a copy of its name. */
  readonly kept: boolean;
  /** Why it could not be kept; null when it was, or when nothing was changed. */
  readonly unsaved: Failure | null;
};

export type WorkbenchOptions = {
  readonly session: Pick<MainSession, "revise" | "isEditing" | "tell">;
  readonly drafts: DraftTools;
  readonly scenarios: SessionOptions["scenarios"];
  readonly copies: LocalCopies;
};

/**
 * A scenario that is edited as text.
 *
 * B1  Each valid text is run; while it is not valid, the session keeps the last run that was.
 * B2  One text is read at a time; of those that wait, only the newest is read.
 * B3  Every change is kept on this device under the text's name. What was only opened is not.
 */
export class Workbench {
  private readonly options: WorkbenchOptions;
  private readonly observers = new Observers();
  private state: WorkbenchState;
  private reading = false;
  private closed = false;

  constructor(options: WorkbenchOptions) {
    this.options = options;
    this.state = { ...NOTHING, name: "scenario", text: "", opened: 0 };
  }

  readonly getState = (): WorkbenchState => this.state;
  readonly subscribe = this.observers.subscribe;

  get tools(): DraftTools {
    return this.options.drafts;
  }

  names(): readonly string[] {
    return this.options.copies.names();
  }

  /** Another text, in place of the one that is there. */
  open({ name, text }: SharedText, kept = false): void {
    const { opened } = this.state;
    this.closed = false;
    this.update({ ...NOTHING, name, text, kept, opened: opened + 1 });
    this.read();
  }

  /** The text that was here last; the first time, a blank one. */
  resume(): void {
    if (this.state.opened > 0) this.goOn();
    else this.blank();
  }

  /** The screen shows the text again; it is run again only if something else was on the stage. */
  goOn(): void {
    this.closed = false;
    if (!this.options.session.isEditing()) this.read();
  }

  /** The screen shows something else: nothing is run any more until a text is opened. */
  close(): void {
    this.closed = true;
  }

  blank(): void {
    this.open({ name: this.options.copies.freeName("my-scenario"), text: BLANK });
  }

  /** A shipped scenario; its lesson is left out. @throws LabError for an unknown id. */
  async openLesson(id: string): Promise<void> {
    const found = this.options.scenarios.find((one) => one.id === id);
    if (!found)
      throw new LabError({ message: `There is no scenario called "${id}" here.`, remedy: "Choose a chapter." });
    await this.openSource("load" in found ? await found.load() : found);
  }

  /** Any scenario, as a new text, with `notes` at its beginning. */
  async openSource(source: ScenarioSource, notes: readonly string[] = []): Promise<void> {
    const { copies, drafts } = this.options;
    this.open({ name: copies.freeName(source.id), text: await drafts.write(source, notes) });
  }

  /** @throws LabError when the file cannot be read. */
  async openFile(file: OpenedFile): Promise<void> {
    const text = await textOf(file);
    if (text.includes("\u0000"))
      throw new LabError({
        message: `${file.name}: is not text.`,
        remedy: "Choose a scenario in a .yaml or .json file.",
      });
    this.open({ name: this.options.copies.freeName(file.name.replace(/\.(ya?ml|json)$/i, "")), text });
  }

  /** @throws LinkError for what is no link to a scenario. */
  async openLink(packed: string): Promise<void> {
    const { name, text } = await decodeText(packed);
    this.open({ name: this.options.copies.freeName(name), text });
  }

  openCopy(name: string): void {
    const text = this.options.copies.read(name);
    if (text === null) this.options.session.tell({ message: `There is no copy "${name}".`, remedy: "Choose another." });
    else this.open({ name, text }, true);
  }

  edit(text: string): void {
    if (text === this.state.text) return;
    this.update({ text: text.slice(0, LARGEST_SCENARIO + 1) });
    this.keep();
    this.read();
  }

  /** The copy takes the new name; a name that another copy has gets a number. */
  rename(wanted: string): void {
    const { copies } = this.options;
    const { name: before } = this.state;
    const name = wanted.trim().slice(0, 80);
    if (name === "" || name === before) return;
    const kept = copies.read(before) !== null;
    this.update({ name: copies.freeName(name) });
    this.keep();
    if (kept && this.state.unsaved === null) copies.remove(before);
  }

  /** Deletes the copy; the text stays in the editor. */
  forget(name: string): void {
    this.options.copies.remove(name);
    this.update(name === this.state.name ? { unsaved: null, kept: false } : {});
  }

  /** @throws LabError when the scenario is too large for a link. */
  link(): Promise<string> {
    return encodeText(this.state);
  }

  private keep(): void {
    try {
      this.options.copies.write(this.state.name, this.state.text);
      this.update({ unsaved: null, kept: true });
    } catch (thrown) {
      this.update({ unsaved: failureOf(thrown), kept: false });
    }
  }

  private read(): void {
    this.update({ busy: true });
    if (this.reading) return;
    this.reading = true;
    void this.readAll();
  }

  private async readAll(): Promise<void> {
    while (this.reading) {
      const { text } = this.state;
      const outcome = await this.readOnce(text);
      if (text !== this.state.text) continue;
      this.reading = false;
      this.update({ ...outcome, busy: false });
    }
  }

  private async readOnce(text: string): Promise<Pick<WorkbenchState, "problems" | "failure">> {
    try {
      const { scenario, problems } = await this.options.drafts.read(text);
      if (scenario && text === this.state.text && !this.closed) await this.options.session.revise(scenario);
      return { problems, failure: null };
    } catch (thrown) {
      return { problems: [], failure: thrown instanceof SupersededError ? null : failureOf(thrown) };
    }
  }

  private update(patch: Partial<WorkbenchState>): void {
    this.state = { ...this.state, ...patch };
    this.observers.notify();
  }
}

const NOTHING = { problems: [], failure: null, busy: false, kept: false, unsaved: null } as const;
