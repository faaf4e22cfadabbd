import type { HandlersFile } from "../../../engine/sandbox/handlers-file.ts";
import type { ScenarioSource } from "../../../engine/scenario/schema.ts";
import { BLANK, BLANK_HANDLERS } from "./draft/blank.ts";
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
  /** The file with the functions that its handlers call; null: there is none. */
  readonly handlers: HandlersFile | null;
  /** False until the user has agreed to run a handlers file that came with a link. */
  readonly agreed: boolean;
  /** Counts the texts and files that were opened: an editor starts anew with each. */
  readonly opened: number;
  readonly problems: readonly DraftProblem[];
  readonly handlersProblems: readonly DraftProblem[];
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
 * B4  Nothing of a handlers file that came with a link runs before the user has agreed, also in a copy of it.
 */
export class Workbench {
  private readonly options: WorkbenchOptions;
  private readonly observers = new Observers();
  private state: WorkbenchState;
  private reading = false;
  /** Counts what has to be read anew. */
  private revision = 0;
  private closed = false;

  constructor(options: WorkbenchOptions) {
    this.options = options;
    this.state = { ...NOTHING, name: "scenario", text: "", handlers: null, agreed: true, opened: 0 };
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
  open({ name, text, handlers = null }: SharedText, { kept = false, agreed = true } = {}): void {
    const { opened } = this.state;
    this.closed = false;
    this.update({ ...NOTHING, name, text, handlers, agreed, kept, opened: opened + 1 });
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
    const text = await plainTextOf(file, "Choose a scenario in a .yaml or .json file.");
    this.open({ name: this.options.copies.freeName(file.name.replace(/\.(ya?ml|json)$/i, "")), text });
  }

  /** @throws LinkError for what is no link to a scenario. */
  async openLink(packed: string): Promise<void> {
    const shared = await decodeText(packed);
    const agreed = !shared.handlers;
    this.open({ ...shared, name: this.options.copies.freeName(shared.name) }, { agreed });
  }

  openCopy(name: string): void {
    const copy = this.options.copies.read(name);
    if (copy === null) this.options.session.tell({ message: `There is no copy "${name}".`, remedy: "Choose another." });
    else this.open({ name, ...copy }, { kept: true, agreed: copy.agreed });
  }

  edit(text: string): void {
    if (text === this.state.text) return;
    this.change({ text: text.slice(0, LARGEST_SCENARIO + 1) });
  }

  /** A handlers file from this device, in place of the one that is there. @throws LabError when it cannot be read. */
  async openHandlers(file: OpenedFile): Promise<void> {
    const text = await plainTextOf(file, "Choose handlers in a .ts or .js file.");
    if (this.state.opened === 0) this.blank();
    this.setHandlers({ file: file.name, text });
  }

  addHandlers(): void {
    this.setHandlers({ file: "handlers.ts", text: BLANK_HANDLERS });
  }

  removeHandlers(): void {
    this.setHandlers(null);
  }

  editHandlers(text: string): void {
    const { handlers } = this.state;
    if (!handlers || text === handlers.text) return;
    this.change({ handlers: { ...handlers, text: text.slice(0, LARGEST_SCENARIO) } });
  }

  /** The user lets the handlers file of a link run (B4). */
  agree(): void {
    this.update({ agreed: true });
    if (this.state.kept) this.keep();
    this.read();
  }

  private setHandlers(handlers: HandlersFile | null): void {
    this.change({ handlers, agreed: true, opened: this.state.opened + 1 });
  }

  private change(patch: Partial<WorkbenchState>): void {
    this.update(patch);
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
      const { name, text, handlers, agreed } = this.state;
      this.options.copies.write(name, { text, handlers, agreed });
      this.update({ unsaved: null, kept: true });
    } catch (thrown) {
      this.update({ unsaved: failureOf(thrown), kept: false });
    }
  }

  private read(): void {
    this.revision++;
    this.update({ busy: true });
    if (this.reading) return;
    this.reading = true;
    void this.readAll();
  }

  private async readAll(): Promise<void> {
    while (this.reading) {
      const { revision } = this;
      const outcome = await this.readOnce(() => revision === this.revision && !this.closed);
      if (revision !== this.revision) continue;
      this.reading = false;
      this.update({ ...outcome, busy: false });
    }
  }

  private async readOnce(isNewest: () => boolean): Promise<Outcome> {
    const { text, handlers, agreed } = this.state;
    const { drafts, session } = this.options;
    let found: Omit<Outcome, "failure"> = { problems: [], handlersProblems: [] };
    try {
      const { scenario, problems } = await drafts.read(text);
      found = { ...found, problems };
      if (!agreed) return { ...found, failure: null };
      if (handlers) found = { ...found, handlersProblems: await drafts.readHandlers(handlers) };
      if (scenario && found.handlersProblems.length === 0 && isNewest()) await session.revise(scenario, handlers);
      return { ...found, failure: null };
    } catch (thrown) {
      return { ...found, failure: thrown instanceof SupersededError ? null : failureOf(thrown) };
    }
  }

  private update(patch: Partial<WorkbenchState>): void {
    this.state = { ...this.state, ...patch };
    this.observers.notify();
  }
}

type Outcome = Pick<WorkbenchState, "problems" | "handlersProblems" | "failure">;

async function plainTextOf(file: OpenedFile, remedy: string): Promise<string> {
  const text = await textOf(file);
  if (!text.includes("\u0000")) return text;
  throw new LabError({ message: `${file.name}: is not text.`, remedy });
}

const NOTHING = { problems: [], handlersProblems: [], failure: null, busy: false, kept: false, unsaved: null } as const;
