import type { WorkerView } from "../worker/types.ts";
import { MOST_SLOT_ROWS } from "./slots.ts";
import css from "../canvas/nodes.module.css";
import { EmptySlot, HeldSlot } from "./slot-row.tsx";

type Held = {
  readonly held: WorkerView["heldByTheDead"];
  /** The number of rows of a living worker. The box has room for this many, however much the dead worker held. */
  readonly slots: number;
  readonly kind?: "job" | "event";
};

const rowsFor = (slots: number): number => Math.min(MOST_SLOT_ROWS, Math.max(1, slots));

/** The jobs that a dead worker held, as far as there is room. `MoreHeld` shows the number of the others. */
export function DeadSlots({ held, slots, kind = "job" }: Held) {
  return (
    <ul className={css["slots"]}>
      {held.length === 0 && <EmptySlot word="holds nothing" />}
      {held.slice(0, rowsFor(slots)).map(({ job, until }) => (
        <HeldSlot key={job} job={job} until={until} kind={kind} />
      ))}
    </ul>
  );
}

export function MoreHeld({ held, slots }: Held) {
  const more = held.length - rowsFor(slots);
  if (more <= 0) return null;
  return (
    <>
      , <span className="num">{more}</span> more held
    </>
  );
}
