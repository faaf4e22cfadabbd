import { deadLetterEvents, smallest } from "../../../../engine/views.ts";
import type { EventStamp } from "../../../../engine/trace/event.ts";
import type { DeadLetterEvent } from "../../../../engine/trace/events/dead-letter.ts";
import type { EventOf, TraceEvent } from "../../../../engine/trace/events.ts";
import type { SendRecord } from "../trace/records.ts";
import type { RunRecords } from "../trace/run-index.ts";

/** One dead letter: when it was in the dead-letter queue, and what became of it. */
export type DeadLetterRecord = {
  readonly queue: string;
  readonly job: string;
  readonly reason: string;
  readonly from: number;
  /** When it was deleted; Infinity if it was not. */
  readonly to: number;
  readonly poison: boolean;
  /** Each replay of it, in order. There is more than one only if its operator died during one. */
  readonly replays: readonly SendRecord[];
  readonly discarded: EventOf<"dead-letter-discarded"> | null;
};

/** What was done at operators. */
export type Deed = EventStamp & DeadLetterEvent;

function deedsIn(events: readonly TraceEvent[]): Deed[] {
  return events.filter((event): event is Deed => deadLetterEvents.has(event));
}

export type DeadLetterFacts = {
  /** In the order of arrival. */
  readonly deadLetters: readonly DeadLetterRecord[];
  readonly deeds: readonly Deed[];
};

/**
 * Reads dead letters from the events that put them there and from the operations on the dead-letter queue.
 *
 * DL1  A second move of the same message stores nothing (its id is made of stream and sequence): one message, one dead
 *      letter.
 * DL2  A dead letter is deleted when the request for it arrives. The end of a replay is recorded a hop later, or after
 *      a pause of its operator. A discard is recorded when the request leaves, unless its operator died or paused
 *      there.
 * DL3  If an operator died after the request had left and before it recorded the deletion, the time of the deletion
 *      follows from how long each of its steps takes.
 */
export function readDeadLetters(run: RunRecords): DeadLetterFacts {
  return { deadLetters: deadLettersIn(run), deeds: deedsIn(run.events) };
}

function deadLettersIn(run: RunRecords): DeadLetterRecord[] {
  const { events, messages, sends } = run;
  const deeds = deedsBy(events, sends);
  const deadLetters = messages.flatMap((message): DeadLetterRecord[] => {
    const { queue, job, deliveries, poison } = message;
    const from = smallest(
      deliveries.map(({ deadLetterArrivedAt }) => deadLetterArrivedAt),
      Infinity,
    );
    if (from === Infinity) return [];
    const moved = deliveries.find(({ deadLettered }) => deadLettered !== null)?.deadLettered ?? null;
    const of = moved === null ? NOTHING : (deeds.get(keyOf(queue, moved.deadLetterSequence)) ?? NOTHING);
    const reason = moved?.reason ?? deliveries.findLast(({ failed }) => failed)?.failed?.error ?? "";
    const to = Math.max(from, deletedAt(of, run));
    const { replays, discards } = of;
    return [{ queue, job, reason, from, to, poison, replays, discarded: discards[0] ?? null }];
  });
  return deadLetters.sort((a, b) => a.from - b.from);
}

type Deeds = {
  readonly replays: SendRecord[];
  readonly ends: EventOf<"job-replayed">[];
  readonly discards: EventOf<"dead-letter-discarded">[];
};
const NOTHING: Deeds = { replays: [], ends: [], discards: [] };

const keyOf = (queue: string, deadLetter: number) => `${queue}#${deadLetter}`;

function deedsBy(events: readonly TraceEvent[], sends: readonly SendRecord[]): ReadonlyMap<string, Deeds> {
  const all = new Map<string, Deeds>();
  const of = (queue: string, deadLetter: number): Deeds => {
    const key = keyOf(queue, deadLetter);
    const known = all.get(key) ?? { replays: [], ends: [], discards: [] };
    all.set(key, known);
    return known;
  };
  for (const send of sends)
    if (send.sent.deadLetter !== undefined) of(send.sent.queue, send.sent.deadLetter).replays.push(send);
  for (const event of events) {
    if (event.type === "job-replayed") of(event.queue, event.deadLetterSequence).ends.push(event);
    if (event.type === "dead-letter-discarded") of(event.queue, event.deadLetterSequence).discards.push(event);
  }
  return all;
}

function deletedAt({ replays, ends, discards }: Deeds, context: RunRecords): number {
  const { hopMs } = context;
  const told = ends.map((end) => deletedTold(end, replays, context));
  const asked = discards.map((event) => leavesAt(event, context) + hopMs);
  const untold = replays
    .filter(({ sent }) => !ends.some(({ cause }) => cause === sent.id))
    .map((send) => deletedUntold(send, context));
  return smallest([...told, ...asked, ...untold], Infinity);
}

function deletedTold(
  end: EventOf<"job-replayed">,
  replays: readonly SendRecord[],
  { hopMs, pauses }: RunRecords,
): number {
  const storedAt = replays.find(({ sent }) => sent.id === end.cause)?.answered?.at;
  // A paused operator receives the confirmation when it is resumed, so the deletion may be older.
  const slept = pauses.get(end.actor)?.find(({ to }) => to === end.at);
  if (slept && storedAt !== undefined) return Math.min(storedAt + STEPS_UNTIL_GONE * hopMs, slept.from + hopMs);
  return Math.max(storedAt ?? 0, end.at - hopMs);
}

/**
 * The time at which its operator knows that it is stored: a round trip to the history, and one hop with the deletion.
 */
const STEPS_UNTIL_GONE = 3;

/**
 * DL3: it learns that the job is stored, has the history record that, and only then requests the deletion of the dead
 * letter.
 */
function deletedUntold({ sent, answered }: SendRecord, { hopMs, incarnations }: RunRecords): number {
  const end = incarnations.get(sent.actor)?.find(({ incarnation }) => incarnation === sent.incarnation)?.ended;
  if (!answered || end?.type !== "actor-crashed") return Infinity;
  const asksAt = answered.at + (STEPS_UNTIL_GONE - 1) * hopMs;
  // A planned fault strikes before the request, an intervention at the same moment just after it.
  const asked = end.by === "fault" ? end.at > asksAt : end.at >= asksAt;
  return asked ? asksAt + hopMs : Infinity;
}

/** When the request that follows an event leaves; Infinity if its sender died at that point. */
function leavesAt(event: EventOf<"dead-letter-discarded">, { incarnations, pauses }: RunRecords): number {
  const { actor, incarnation, at } = event;
  const end = incarnations.get(actor)?.find((life) => life.incarnation === incarnation)?.ended;
  if (end?.type === "actor-crashed" && end.by === "fault" && end.at === at) return Infinity;
  return pauses.get(actor)?.find(({ from }) => from === at)?.to ?? at;
}
