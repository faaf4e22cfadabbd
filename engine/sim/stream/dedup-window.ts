/**
 * The message ids of the deduplication window.
 *
 * D1  An id is known for `windowMs` after its message was stored, even if that message has been removed.
 * D2  A window of 0 remembers nothing.
 * D3  If old ids are removed only every `lookMs`, an old id is known until the next check.
 */
type Entry = { readonly seq: number; readonly at: number };

const NEVER = Number.POSITIVE_INFINITY;

export class DedupWindow {
  private readonly entries = new Map<string, Entry>();
  private readonly lookMs: number;
  private ms: number;
  /** The next check for old ids; `NEVER` while no id is known. */
  private lookAt = NEVER;

  /** `lookMs`: the shortest time between two checks; 0: ids are forgotten exactly at the end of the window. */
  constructor(windowMs: number, lookMs: number) {
    this.ms = windowMs;
    this.lookMs = lookMs;
  }

  /** The sequence of the message with `id`, if the id is still known. */
  find(id: string, now: number): number | undefined {
    this.catchUp(now);
    return this.entries.get(id)?.seq;
  }

  /** `isKept`: the message was stored. Otherwise nats-server knows no time for the id and forgets it at the next check. */
  remember(id: string, seq: number, now: number, isKept: boolean): void {
    if (this.ms <= 0) return;
    this.catchUp(now);
    this.entries.set(id, { seq, at: isKept || this.lookMs === 0 ? now : 0 });
    if (this.lookAt === NEVER) this.lookAt = now + this.ms;
  }

  resize(windowMs: number, now: number): void {
    this.catchUp(now);
    if (windowMs !== this.ms && this.lookAt !== NEVER) this.lookAt = now;
    this.ms = windowMs;
  }

  /** Makes up for the checks that were due by now. */
  private catchUp(now: number): void {
    while (this.lookAt <= now) this.lookAt = this.look(this.lookAt);
  }

  /** Forgets the ids that are old at `at`. Returns the moment of the next check. */
  private look(at: number): number {
    // The entries are in order of time, so the old ones are at the front.
    for (const [id, entry] of this.entries) {
      if (entry.at + this.ms > at) return Math.max(entry.at + this.ms, at + this.lookMs);
      this.entries.delete(id);
    }
    return NEVER;
  }
}
