import { hasWildcard, matches } from "../wire/subjects.ts";

/**
 * The messages of one stream, by sequence.
 *
 * M1  Sequences only grow. The sequence of a removed message is never used again.
 * M2  `firstSeq` is the lowest stored sequence, or `lastSeq + 1` if the store is empty (0 before the first message).
 * M3  `count` and `bytes` are always exact.
 */
export type StoredMessage = {
  readonly seq: number;
  readonly subject: string;
  readonly headers: Uint8Array | null;
  readonly payload: Uint8Array;
  /** Unix milliseconds. */
  readonly at: number;
  readonly size: number;
};

type SubjectEntry = { readonly seqs: Set<number>; last: number };

/** The stored size of a message, by nats-server's formulas, because max_bytes and `bytes` depend on it. */
export function storedSize(storage: string, subject: string, headers: Uint8Array | null, payload: Uint8Array): number {
  const parts = subject.length + payload.length + (headers?.length ?? 0);
  if (storage === "memory") return parts + 16;
  return parts + 30 + (headers === null ? 0 : 4);
}

/** The size of a message on the wire, without the reply subject. */
export function lengthOf({ subject, headers, payload }: StoredMessage): number {
  return subject.length + (headers?.length ?? 0) + payload.length;
}

const COMPACT_AFTER = 1024;
const STALE = -1;

export class MessageStore {
  private slots: (StoredMessage | undefined)[] = [];
  /** The sequence of slot 0. */
  private base: number;
  private readonly bySubject = new Map<string, SubjectEntry>();
  firstSeq: number;
  lastSeq: number;
  lastAt = 0;
  count = 0;
  bytes = 0;

  constructor(firstSeq: number) {
    this.base = firstSeq;
    this.firstSeq = firstSeq > 1 ? firstSeq : 0;
    this.lastSeq = firstSeq - 1;
  }

  append(subject: string, headers: Uint8Array | null, payload: Uint8Array, at: number, size: number): StoredMessage {
    const message: StoredMessage = { seq: ++this.lastSeq, subject, headers, payload, at, size };
    this.slots.push(message);
    if (this.count === 0) this.firstSeq = message.seq;
    this.count++;
    this.bytes += size;
    this.lastAt = at;
    const entry = this.bySubject.get(subject);
    if (entry === undefined) this.bySubject.set(subject, { seqs: new Set([message.seq]), last: message.seq });
    else {
      entry.seqs.add(message.seq);
      entry.last = message.seq;
    }
    return message;
  }

  /** Uses one sequence without storing a message. */
  skip(at: number): number {
    this.slots.push(undefined);
    this.lastAt = at;
    this.lastSeq++;
    if (this.count === 0) this.firstSeq = this.lastSeq + 1;
    return this.lastSeq;
  }

  /** Sets the next sequence of an empty store, which may skip some. */
  beginAt(seq: number): void {
    this.slots = [];
    this.base = seq;
    this.firstSeq = seq;
    this.lastSeq = seq - 1;
  }

  get(seq: number): StoredMessage | undefined {
    return this.slots[seq - this.base];
  }

  remove(seq: number): StoredMessage | undefined {
    const message = this.get(seq);
    if (message === undefined) return undefined;
    this.slots[seq - this.base] = undefined;
    this.count--;
    this.bytes -= message.size;
    this.forgetSubject(message);
    if (seq === this.firstSeq) this.advanceFirst();
    return message;
  }

  /** The first message at or after `seq` whose subject `accepts` accepts. */
  next(seq: number, accepts?: (subject: string) => boolean): StoredMessage | undefined {
    for (let at = Math.max(seq, this.firstSeq); at <= this.lastSeq; at++) {
      const message = this.slots[at - this.base];
      if (message !== undefined && (accepts === undefined || accepts(message.subject))) return message;
    }
    return undefined;
  }

  /** The last message on a subject. */
  lastOf(subject: string): StoredMessage | undefined {
    const entry = this.bySubject.get(subject);
    if (entry === undefined) return undefined;
    if (entry.last === STALE) for (const seq of entry.seqs) entry.last = seq;
    return this.get(entry.last);
  }

  /** The last message on a subject, which may have wildcards. */
  lastMatching(pattern: string): StoredMessage | undefined {
    if (!hasWildcard(pattern)) return this.lastOf(pattern);
    for (let seq = this.lastSeq; seq >= this.firstSeq && seq > 0; seq--) {
      const message = this.get(seq);
      if (message !== undefined && matches(pattern, message.subject)) return message;
    }
    return undefined;
  }

  /** The messages on a subject, in order. The subject may have wildcards; empty: all subjects. */
  *on(pattern: string): IterableIterator<StoredMessage> {
    if (pattern !== "" && !hasWildcard(pattern)) {
      for (const seq of this.bySubject.get(pattern)?.seqs ?? []) yield this.get(seq) as StoredMessage;
      return;
    }
    for (const message of this) if (pattern === "" || matches(pattern, message.subject)) yield message;
  }

  /** The oldest message on a subject. */
  firstOf(subject: string): StoredMessage | undefined {
    for (const seq of this.bySubject.get(subject)?.seqs ?? []) return this.get(seq);
    return undefined;
  }

  countOf(subject: string): number {
    return this.bySubject.get(subject)?.seqs.size ?? 0;
  }

  /** The subjects in use, with their numbers of messages. */
  *subjects(): IterableIterator<readonly [string, number]> {
    for (const [subject, entry] of this.bySubject) yield [subject, entry.seqs.size];
  }

  get subjectCount(): number {
    return this.bySubject.size;
  }

  /** The number of removed messages between the first and the last one. */
  get deletedCount(): number {
    return this.count === 0 ? 0 : this.lastSeq - this.firstSeq + 1 - this.count;
  }

  *deleted(): IterableIterator<number> {
    if (this.count === 0) return;
    for (let seq = this.firstSeq; seq <= this.lastSeq; seq++) if (this.get(seq) === undefined) yield seq;
  }

  *[Symbol.iterator](): IterableIterator<StoredMessage> {
    for (let seq = this.firstSeq; seq <= this.lastSeq; seq++) {
      const message = this.get(seq);
      if (message !== undefined) yield message;
    }
  }

  private forgetSubject(message: StoredMessage): void {
    const entry = this.bySubject.get(message.subject);
    if (entry === undefined) return;
    entry.seqs.delete(message.seq);
    if (entry.seqs.size === 0) this.bySubject.delete(message.subject);
    else if (entry.last === message.seq) entry.last = STALE;
  }

  private advanceFirst(): void {
    let first = this.firstSeq;
    while (first <= this.lastSeq && this.get(first) === undefined) first++;
    this.firstSeq = first;
    if (first - this.base > COMPACT_AFTER) {
      this.slots = this.slots.slice(first - this.base);
      this.base = first;
    }
  }
}
