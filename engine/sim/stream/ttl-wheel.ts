const NEVER = Number.POSITIVE_INFINITY;
const SLOT_MS = 1_000;

type Slot = { readonly ends: Map<number, number>; lowest: number };

/**
 * The due moments of messages with their own TTL, or of schedules, by sequence: nats-server's timed hash wheel (server/thw),
 * with slots of a second.
 *
 * TW1  Removing an entry does not update `next`, which may name the moment of a removed entry until that has passed.
 * TW2  A due entry stays until it is removed.
 */
export class TtlWheel {
  /** The next due moment, or an earlier one (TW1). */
  next = NEVER;
  private readonly ends = new Map<number, number>();
  private readonly slots = new Map<number, Slot>();

  add(seq: number, at: number): void {
    const slot = this.slots.get(slotOf(at)) ?? { ends: new Map(), lowest: NEVER };
    slot.ends.set(seq, at);
    slot.lowest = Math.min(slot.lowest, at);
    this.slots.set(slotOf(at), slot);
    this.ends.set(seq, at);
    this.next = Math.min(this.next, at);
  }

  remove(seq: number): void {
    const at = this.ends.get(seq);
    if (at === undefined) return;
    this.ends.delete(seq);
    const slot = this.slots.get(slotOf(at));
    slot?.ends.delete(seq);
    if (slot?.ends.size === 0) this.slots.delete(slotOf(at));
  }

  /** The entries that are due by `now`, in order of sequence. */
  over(now: number): number[] {
    if (this.next > now) return [];
    const over: number[] = [];
    for (const slot of this.slots.values()) {
      if (slot.lowest > now) continue;
      for (const [seq, at] of slot.ends) if (at <= now) over.push(seq);
      slot.lowest = lowest(slot.ends.values());
    }
    this.next = lowest([...this.slots.values()].map((slot) => slot.lowest));
    return over.toSorted((a, b) => a - b);
  }

  /** Makes `next` exact. */
  settle(): void {
    this.next = lowest(this.ends.values());
  }
}

function slotOf(at: number): number {
  return Math.floor(at / SLOT_MS);
}

function lowest(values: Iterable<number>): number {
  let least = NEVER;
  for (const value of values) least = Math.min(least, value);
  return least;
}
