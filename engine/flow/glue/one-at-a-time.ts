/** Runs functions for the same order one after the other, and for different orders in parallel. */
export class OneAtATime {
  private readonly last = new Map<string, Promise<unknown>>();

  run<T>(order: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(order) ?? Promise.resolve();
    const result = before.then(work, work);
    const settled = result
      .catch(() => undefined)
      .then(() => {
        if (this.last.get(order) === settled) this.last.delete(order);
      });
    this.last.set(order, settled);
    return result;
  }
}
