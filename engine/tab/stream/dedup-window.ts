/**
 * Which message ids were published lately.
 *
 * D1  an id is known for `windowMs` after its message was stored, whether or not that message still exists;
 * D2  a window of 0 remembers nothing.
 */
type Entry = { readonly seq: number; readonly at: number };

export class DedupWindow {
  private readonly entries = new Map<string, Entry>();
  windowMs: number;

  constructor(windowMs: number) {
    this.windowMs = windowMs;
  }

  /** The sequence under which `id` was stored, if the window still covers it. */
  find(id: string, now: number): number | undefined {
    this.forgetOld(now);
    return this.entries.get(id)?.seq;
  }

  remember(id: string, seq: number, now: number): void {
    if (this.windowMs > 0) this.entries.set(id, { seq, at: now });
  }

  private forgetOld(now: number): void {
    // Insertion order is time order, so the old ones are at the front.
    for (const [id, entry] of this.entries) {
      if (entry.at + this.windowMs > now) return;
      this.entries.delete(id);
    }
  }
}
