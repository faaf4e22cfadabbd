/** A set of listeners; one that is added or removed while the others are being called does no harm. */
export class Observers {
  private readonly listeners = new Set<() => void>();

  /** Usable without its object, as `useSyncExternalStore` wants it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  notify(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
