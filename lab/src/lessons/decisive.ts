import { describeEvent, formatMs } from "../../../engine/views.ts";
import type { EventOf } from "../../../engine/trace/events.ts";
import type { RunRequest } from "../../../engine/scenario/run/run-types.ts";
import type { MessageRecord } from "../stage/trace/records.ts";
import { stageAt } from "../stage/stage.ts";
import type { TraceIndex } from "../stage/trace/trace-index.ts";
import { momentOf } from "./figures.ts";
import { writtenVariant } from "./written.ts";
import type { Moment } from "../stage/trace/moments.ts";

export type Pause = { readonly at: number; readonly says: string; readonly isDecisive: boolean };

/** The moments at which the lesson pauses this run, in their order; the decisive one wins over another at its moment. */
export function pausesOf(index: TraceIndex, request: RunRequest): Pause[] {
  const { lesson } = index.source.scenario;
  if (!lesson) return [];
  const written = isAsWritten(request);
  const found = [lesson.decisive, ...(lesson.segments ?? [])].flatMap((pause): Pause[] => {
    const moment = momentOf(pause, index.events);
    if (!moment) return [];
    const says = written ? pause.says : wordsAt(index, moment);
    return [{ at: moment.at, says, isDecisive: pause === lesson.decisive }];
  });
  return found.filter(({ at }, i) => found.findIndex((other) => other.at === at) === i).sort((a, b) => a.at - b.at);
}

/**
 * What is said at a moment. The lesson's own text is true only of the run that it was written for. For any other run
 * (another variant, a knob, an intervention), this says only what the run shows.
 */
function wordsAt(index: TraceIndex, { at, seq }: Moment): string {
  const event = index.events[seq - 1];
  if (!event) return "";
  const sentence = describeEvent(event);
  const first = `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
  if (event.type === "actor-crashed") return `${first} ${leftBehind(index, event)}`.trim();
  if (event.type === "server-stopped") return [first, ...withoutServer(index, at)].join(" ");
  return first;
}

function isAsWritten({ scenario, variant, knobs, interventions }: RunRequest): boolean {
  return interventions.length === 0 && Object.keys(knobs).length === 0 && variant === writtenVariant(scenario);
}

/** The deliveries that the queue still waits for, or what became of the job. */
function leftBehind(index: TraceIndex, { actor, incarnation, at }: EventOf<"actor-crashed">): string {
  const { workers, readers, requesters, coordinators } = stageAt(index, at);
  const held = [...workers, ...readers, ...requesters, ...coordinators].find(({ name }) => name === actor);
  const waits = (held?.heldByTheDead ?? []).filter(({ until }) => until > at);
  if (waits.length > 0) {
    const told = waits.map(({ job, until }) => `${job} until ${formatMs(until)}`).join(", ");
    return `Still in flight, until the visibility timeout has passed: ${told}.`;
  }
  const last = index.messages
    .flatMap((message) => message.deliveries.map((delivery) => ({ message, delivered: delivery.delivered })))
    .filter(({ delivered }) => delivered.actor === actor && delivered.incarnation === incarnation && delivered.at <= at)
    .sort((a, b) => a.delivered.seq - b.delivered.seq)
    .at(-1);
  return last === undefined ? "It held nothing." : `It held nothing: ${standing(last.message, at)}.`;
}

const standing = ({ job, queue, deletedAt }: MessageRecord, at: number): string =>
  deletedAt <= at ? `${job} is already deleted from ${queue}` : `${job} is back in ${queue}`;

/** Which servers have a copy of each queue after a server died. */
function withoutServer(index: TraceIndex, at: number): string[] {
  return stageAt(index, at).queues.flatMap(({ name, servers }) => {
    if (servers === null || servers.state === "up") return [];
    const holders = servers.servers.filter(({ up, holds }) => up && holds).map((server) => server.name);
    if (servers.state === "away")
      return [`${name} was only on this server: it is unavailable until the server is back.`];
    return [
      `${holders.join(" and ")} ${holders.length === 1 ? "has" : "have"} a copy of ${name}: it is unavailable until they have elected a leader.`,
    ];
  });
}
