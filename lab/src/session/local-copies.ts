import { LabError } from "./errors.ts";

/** Scenarios that were edited here, by name, in the browser's storage. Nothing of it leaves this device. */

const PREFIX = "ackademy-scenario:";

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

  read(name: string): string | null {
    try {
      return this.store().getItem(PREFIX + name);
    } catch {
      return null;
    }
  }

  /** @throws LabError when the browser keeps nothing. */
  write(name: string, text: string): void {
    try {
      this.store().setItem(PREFIX + name, text);
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
      this.store().removeItem(PREFIX + name);
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
