const NEVER = Number.POSITIVE_INFINITY;
const SLOT_MS = 1_000;

type Slot = { readonly ends: Map<number, number>; lowest: number };

/**
 * When messages with a TTL of their own end, or schedules are due, by sequence. nats-server's timed hash wheel (server/thw):
 * in slots of a second.
 *
 * TW1  what is removed is not looked for: `next` may tell of an end that is none any more, until that has passed;
 * TW2  what is over stays until it is removed.
 */
export class TtlWheel {
  /** When the next one ends, or a little earlier (TW1). */
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

  /** What is over by `now`, in order of sequence. */
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
