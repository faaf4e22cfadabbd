import { JetStreamApiError } from "@nats-io/jetstream";
import { emptyRecord, type Moment } from "./core/draft.ts";
import { type Decision, later, refuse, type Saving, stuck, stuckWithout } from "./core/parking.ts";
import { RecordTooBigError } from "./errors.ts";
import type { Turn } from "./process-event.ts";
import { type FlowRecord, type Incoming, isUnborn } from "./record.ts";
import { type Loaded, Room } from "./store.ts";

export type Saved = {
  /** The final decision: one whose record does not fit is decided again. */
  readonly decision: Decision;
  /** The record that was to be stored; null if there was none. */
  readonly told: Saving | null;
  /** The new revision; null if it is unknown whether it is stored: read it back. */
  readonly revision: number | null;
  /** Why that is unknown; null if another writer had written before. */
  readonly error: unknown;
};

/**
 * Stores what was decided, if the server accepts a record of that size. If not, the flow is marked as stuck with the reason and
 * holds the event. If there is no room for the event either, it is dead-lettered, and the flow shows it.
 * @throws errors by which the server refuses for good
 */
export async function saveFitting(turn: Turn, decided: Decision, loaded: Loaded, moment: Moment): Promise<Saved> {
  let decision = decided;
  for (let fallback = 0; ; fallback++) {
    const told = tellOf(decision);
    if (told === null) return { decision, told, revision: null, error: null };
    try {
      const room = fallback === 0 ? Room.Ordinary : Room.Marked;
      const revision = await turn.context.store.save(told.record, loaded.revision, room);
      return { decision, told, revision, error: null };
    } catch (thrown) {
      if (thrown instanceof RecordTooBigError) {
        decision = withoutRoom(turn.incoming, loaded.record, told.record, moment, thrown.message, fallback);
        continue;
      }
      if (thrown instanceof JetStreamApiError) throw thrown;
      // The record tells whether it was stored. If the server is gone for good, reading reports it.
      return { decision, told, revision: null, error: thrown };
    }
  }
}

function tellOf(decision: Decision): Saving | null {
  if (decision.kind === "save") return decision;
  return "told" in decision ? decision.told : null;
}

/** The decision instead of a record that is too big; the second fallback is for one that is still too big. */
function withoutRoom(
  incoming: Incoming,
  old: FlowRecord | null,
  { flow, definition: name, version }: FlowRecord,
  moment: Moment,
  why: string,
  fallback: number,
): Decision {
  const waits = old !== null && incoming.kind !== "resume" && (old.parked.length > 0 || isUnborn(old));
  // The event waits behind others: once they are handled, there is room for it.
  if (waits) return later(`its flow waits for a person, and holds no more: ${why}`);
  const record = old ?? emptyRecord(flow, { name, version }, moment);
  if (fallback === 0) return stuck(record, incoming, moment, why);
  const reason = `${why}; ${incoming.id} itself does not fit and is among the dead letters`;
  if (fallback === 1 && name !== "") return refuse(reason, stuckWithout(record, incoming, moment, reason));
  return refuse(reason);
}
