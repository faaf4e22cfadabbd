import type { MessageStore } from "../stream/message-store.ts";

/**
 * The deliver policy last_per_subject: first the last message of each subject at the consumer's creation, then all new ones.
 *
 * LS1  The list is made once. A message that was removed meanwhile still uses up its delivery.
 * LS2  If the first message of the list is also the stream's last one, there is no list (nats-server drops it in setLeader),
 *      and a removed message uses up no delivery.
 */
export class LastPerSubject {
  /** The first sequence of the list. If it is empty: the stream's last sequence, as in nats-server. */
  readonly first: number;
  private readonly seqs: number[];
  private readonly newestAtFirst: number;

  constructor(store: MessageStore, accepts: (subject: string) => boolean) {
    this.seqs = [];
    for (const [subject] of store.subjects()) if (accepts(subject)) this.seqs.push(store.lastOf(subject)?.seq ?? 0);
    this.seqs.sort((a, b) => a - b);
    this.newestAtFirst = store.lastSeq;
    this.first = this.seqs[0] ?? Math.max(1, store.lastSeq);
    if (this.first >= this.newestAtFirst) this.forget();
  }

  get isOver(): boolean {
    return this.seqs.length === 0;
  }

  /** Drops the list; all further messages are delivered. */
  forget(): void {
    this.seqs.length = 0;
  }

  /** The next sequence of the list, and the sequence up to which messages are skipped with it. */
  take(): { readonly seq: number; readonly passed: number } {
    const seq = this.seqs.shift() ?? this.newestAtFirst;
    return { seq, passed: this.isOver ? this.newestAtFirst : seq };
  }
}
