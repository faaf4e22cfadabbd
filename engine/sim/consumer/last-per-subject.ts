import type { MessageStore } from "../stream/message-store.ts";

/**
 * The deliver policy last_per_subject: of what was there at first only the last of each subject, then all that comes.
 *
 * LS1  the list is made once: what is gone when its turn comes is passed over, and takes the turn;
 * LS2  where the first of them is also the stream's last message there is no list (nats-server drops it in setLeader: it has
 *      nothing to skip), and what is gone takes no turn.
 */
export class LastPerSubject {
  /** The first of them; where there is none, the stream's last sequence, as nats-server shows it. */
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

  /** From here on all that comes. */
  forget(): void {
    this.seqs.length = 0;
  }

  /** The next of them, and up to where the stream is passed with it. */
  take(): { readonly seq: number; readonly passed: number } {
    const seq = this.seqs.shift() ?? this.newestAtFirst;
    return { seq, passed: this.isOver ? this.newestAtFirst : seq };
  }
}
