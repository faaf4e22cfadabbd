/** A set of listeners. Listeners may be added or removed while the others are called. */
export class Observers {
  private readonly listeners = new Set<() => void>();

  /** A bound function, as `useSyncExternalStore` needs it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  notify(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
