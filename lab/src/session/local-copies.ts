import type { HandlersFile } from "../../../engine/sandbox/handlers-file.ts";
import { LabError } from "./errors.ts";
import { readHandlersFile } from "./handlers-file.ts";

/** Scenarios that were edited here, by name, in the browser's storage. Nothing of it leaves this device. */

const PREFIX = "ackademy-scenario:";
/** The handlers file of a scenario, if it has one. */
const HANDLERS_PREFIX = "ackademy-handlers:";

/** `agreed`: its handlers file may run here. */
export type Copy = { readonly text: string; readonly handlers: HandlersFile | null; readonly agreed: boolean };

/** The part of `localStorage` that is needed; a page may be denied it, so it is asked for at each use. */
export type CopyStore = () => Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export class LocalCopies {
  private readonly store: CopyStore;

  constructor(store: CopyStore) {
    this.store = store;
  }

  /** In the order of the alphabet. Empty where the storage is closed to this page. */
  names(): readonly string[] {
    try {
      const store = this.store();
      const keys = Array.from({ length: store.length }, (_, i) => store.key(i) ?? "");
      return keys
        .filter((key) => key.startsWith(PREFIX))
        .map((key) => key.slice(PREFIX.length))
        .sort();
    } catch {
      return [];
    }
  }

  read(name: string): Copy | null {
    try {
      const store = this.store();
      const text = store.getItem(PREFIX + name);
      return text === null ? null : { text, ...handlersIn(store.getItem(HANDLERS_PREFIX + name)) };
    } catch {
      return null;
    }
  }

  /** @throws LabError when the browser keeps nothing. */
  write(name: string, { text, handlers, agreed }: Copy): void {
    try {
      const store = this.store();
      if (handlers) store.setItem(HANDLERS_PREFIX + name, JSON.stringify({ ...handlers, agreed }));
      else store.removeItem(HANDLERS_PREFIX + name);
      store.setItem(PREFIX + name, text);
    } catch (thrown) {
      const full = thrown instanceof Error && /quota/i.test(thrown.name + thrown.message);
      const message = full
        ? "This scenario is not saved: the browser's storage is full."
        : "This scenario is not saved: the browser's storage is closed to this page.";
      const remedy = full ? "Delete local copies, or export the file." : "Export the file to keep it.";
      throw new LabError({ message, remedy }, { cause: thrown });
    }
  }

  remove(name: string): void {
    try {
      const store = this.store();
      store.removeItem(PREFIX + name);
      store.removeItem(HANDLERS_PREFIX + name);
    } catch {
      // What cannot be read is not kept either.
    }
  }

  /** This name, or with a number where another text has it. */
  freeName(name: string): string {
    const taken = new Set(this.names());
    let free = name;
    for (let n = 2; taken.has(free); n++) free = `${name} ${n}`;
    return free;
  }
}

/** @throws for what is no handlers file: then the copy cannot be read either. */
function handlersIn(stored: string | null): Omit<Copy, "text"> {
  if (stored === null) return { handlers: null, agreed: true };
  const data = JSON.parse(stored) as { readonly agreed?: unknown };
  return { handlers: readHandlersFile(data), agreed: data.agreed === true };
}
