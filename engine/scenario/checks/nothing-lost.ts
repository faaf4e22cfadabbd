import type { TraceEvent } from "../../trace/events.ts";
import { allQueues } from "../names.ts";
import { messageKey } from "../../trace/message-key.ts";
import { ofType } from "../../trace/of-type.ts";
import { listNames, type Finding, type RunFacts } from "./facts.ts";
import { lostToReaders } from "./nothing-lost-to-readers.ts";
import { appendedTo } from "./readings.ts";

/**
 * Every accepted job is done, dead-lettered, discarded from the dead-letter queue, or still in its queue. Every event is in its
 * log, and each reader has read it or has it ahead.
 */
export function nothingLost(facts: RunFacts): Finding {
  const lost = lostOnTheWire(facts);
  const dropped = facts.accepted.filter(({ job }) => facts.dropped.has(job)).map(({ job }) => job);
  const missing = allQueues(facts.scenario).flatMap((queue) => missingFrom(facts, queue.name));
  const problems = [
    lost.length > 0 ? `confirmed to its sender and gone: ${listNames(lost)}` : "",
    dropped.length > 0 ? `confirmed, and dropped by a full queue: ${listNames(dropped)}` : "",
    missing.length > 0 ? `neither done nor dead-lettered nor in the queue: ${listNames(missing)}` : "",
    ...lostToReaders(facts),
  ].filter((text) => text !== "");
  if (problems.length > 0) return { holds: false, detail: problems.join("; ") };
  return { holds: true, detail: `${acceptedText(facts)} accepted, all accounted for` };
}

function acceptedText(facts: RunFacts): string {
  const { logs, queues } = facts.scenario;
  const events = logs.reduce((sum, { name }) => sum + appendedTo(facts, name).length, 0);
  if (logs.length === 0) return String(facts.accepted.length);
  return queues.length === 0 ? `${events} events` : `${facts.accepted.length} jobs and ${events} events`;
}

/** Jobs that are gone although their senders got a confirmation. A job that another try stored again is not lost. */
export function lostOnTheWire({ events, accepted, acked, deadLettered, ackSent }: RunFacts): string[] {
  const settled = (job: string) => acked.has(job) || deadLettered.has(job) || ackSent.has(job);
  return ofType(events, "job-lost")
    .filter(({ job, queue, streamSequence }) => {
      const again = accepted.some(
        (event) => event.job === job && event.queue === queue && event.streamSequence !== streamSequence,
      );
      return !settled(job) && !again;
    })
    .map(({ job }) => job);
}

function missingFrom(facts: RunFacts, queue: string): string[] {
  const { events, accepted, acked, ackSent, deadLettered, discarded, dropped, expired, lastSeen } = facts;
  const lost = new Set(ofType(events, "job-lost").map(messageKey));
  const unsettled = accepted.filter(
    (event) =>
      event.queue === queue &&
      !lost.has(messageKey(event)) &&
      !expired.has(event.job) &&
      !acked.has(event.job) &&
      !deadLettered.has(event.job) &&
      !discarded.has(event.job) &&
      !dropped.has(event.job),
  );
  // A duplicate in the queue does not stand for a missing job.
  const stillStored = (lastSeen.get(queue)?.stored ?? 0) - unsettledDuplicates(events, queue);
  // An ack may have arrived although its worker crashed before the confirmation: the broker's count decides.
  const open = unsettled.filter((event) => !ackSent.has(event.job)).map((event) => event.job);
  return open.length > stillStored ? open : [];
}

function unsettledDuplicates(events: readonly TraceEvent[], queue: string): number {
  const copies = ofType(events, "job-duplicated").filter((event) => event.queue === queue);
  if (copies.length === 0) return 0;
  const settled = new Set(
    events.flatMap((event) =>
      event.type === "job-ack-sent" || event.type === "job-acked" || event.type === "job-dead-lettered"
        ? [messageKey(event)]
        : [],
    ),
  );
  return copies.filter((copy) => !settled.has(messageKey(copy))).length;
}
