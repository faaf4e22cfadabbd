import type { MessageStore } from "../stream/message-store.ts";

/** The deliver policy last_per_subject: of what was there at first only the last of each subject, then all that comes. */
export class LastPerSubject {
  /** The first of them; where there is none, the stream's last sequence, as nats-server shows it. */
  readonly first: number;
  private readonly lasts: ReadonlySet<number>;
  private readonly newestAtFirst: number;

  constructor(store: MessageStore, accepts: (subject: string) => boolean) {
    const lasts: number[] = [];
    for (const [subject] of store.subjects()) if (accepts(subject)) lasts.push(store.lastOf(subject)?.seq ?? 0);
    this.lasts = new Set(lasts);
    this.newestAtFirst = store.lastSeq;
    this.first = lasts.length === 0 ? Math.max(1, store.lastSeq) : lasts.reduce((a, b) => Math.min(a, b));
  }

  wants(seq: number): boolean {
    return seq > this.newestAtFirst || this.lasts.has(seq);
  }
}
