/**
 * What producers and workers say of a round's jobs, by id. The broker is not asked: what it has forgotten it would not
 * tell. A producer's word counts from when `send` resolved; a worker's, from before it acknowledged.
 */
export type Account = {
  /** Accepted by the queue, as the producers know. */
  readonly accepted: number;
  /** `send` threw: it may or may not be in the queue. */
  readonly unsure: number;
  readonly done: number;
  readonly dead: number;
  readonly held: number;
  /** Accepted, and neither done nor dead-lettered nor held: there must be none. */
  readonly lost: readonly string[];
  /** Done more than once, as at-least-once allows. */
  readonly again: number;
};

/** What lies at the broker in the end, by id. */
export type Found = { readonly dead: ReadonlySet<string>; readonly held: ReadonlySet<string> };

export class Ledger {
  private readonly sent = new Set<string>();
  private unsure = 0;
  private readonly done = new Map<string, number>();
  private readonly dead = new Set<string>();
  private readonly waiting = new Set<{ readonly isSo: () => boolean; readonly resolve: () => void }>();

  accepted(id: string): void {
    this.sent.add(id);
    this.changed();
  }

  notAccepted(): void {
    this.unsure++;
  }

  finished(id: string): void {
    this.done.set(id, (this.done.get(id) ?? 0) + 1);
    this.changed();
  }

  deadLettered(id: string): void {
    this.dead.add(id);
    this.changed();
  }

  /** Resolves when so many have been accepted. */
  untilAccepted(count: number): Promise<void> {
    return this.until(() => this.sent.size >= count);
  }

  /** Resolves when workers have said of each that was accepted what became of it. */
  untilAllEnded(): Promise<void> {
    return this.until(() => [...this.sent].every((id) => this.hasEnded(id)));
  }

  /** Resolves when some worker has said what became of this job. */
  untilEnded(id: string): Promise<void> {
    return this.until(() => this.hasEnded(id));
  }

  private hasEnded(id: string): boolean {
    return this.done.has(id) || this.dead.has(id);
  }

  /** A job that is done and lies at the broker as well counts as done; that it was dead-lettered only the broker can prove. */
  account({ dead, held }: Found): Account {
    const count = { done: 0, dead: 0, held: 0 };
    const lost: string[] = [];
    for (const id of this.sent) {
      if (this.done.has(id)) count.done++;
      else if (dead.has(id)) count.dead++;
      else if (held.has(id)) count.held++;
      else lost.push(id);
    }
    const again = [...this.done.values()].filter((times) => times > 1).length;
    return { accepted: this.sent.size, unsure: this.unsure, ...count, lost, again };
  }

  private until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.add({ isSo, resolve });
      this.changed();
    });
  }

  private changed(): void {
    for (const one of this.waiting) {
      if (!one.isSo()) continue;
      this.waiting.delete(one);
      one.resolve();
    }
  }
}
