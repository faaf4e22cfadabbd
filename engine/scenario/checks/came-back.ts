import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import type { EventOf } from "../../trace/events.ts";
import { isVirtual } from "../brokers.ts";
import { ofType } from "../../trace/of-type.ts";
import { listNames, type Finding, type ParametersOf, type RunFacts } from "./facts.ts";

/** Tolerance on a real server: its processes read their clocks separately, so times across processes are not exact. */
const WALL_SLACK_MS = 200;

export const cameBackSchema = z.strictObject({
  kind: z
    .literal("came-back")
    .describe("A job held by a crashed worker was delivered again, not before its visibility timeout, and then done."),
  queue: idText,
});

/** Every job that a crashed worker held was redelivered, not before its visibility timeout, and then done. */
export function cameBack(facts: RunFacts, { queue }: ParametersOf<typeof cameBackSchema>): Finding {
  const held = heldAtCrash(facts, queue);
  if (held.length === 0) return { holds: false, detail: "no worker crashed while it held a job" };
  const stories = held.map((delivery) => ({ delivery, next: nextDelivery(facts, delivery) }));
  const lost = stories.filter(
    ({ delivery, next }) => !next || !(facts.acked.has(delivery.job) || facts.ackSent.has(delivery.job)),
  );
  if (lost.length > 0)
    return {
      holds: false,
      detail: `did not come back and get done: ${listNames(lost.map(({ delivery }) => delivery.job))}`,
    };
  const slack = isVirtual(facts.broker) ? 0 : WALL_SLACK_MS;
  const early = stories.filter(({ delivery, next }) => next !== undefined && next.at < delivery.deadline - slack);
  if (early.length > 0)
    return {
      holds: false,
      detail: `came back before the visibility timeout: ${listNames(early.map(({ delivery }) => delivery.job))}`,
    };
  const texts = stories.map(
    ({ delivery, next }) => `${delivery.job} came back to ${next?.actor} as delivery ${next?.attempt}`,
  );
  return { holds: true, detail: listNames(texts) };
}

/** Deliveries that a crashed incarnation had neither acknowledged nor handed back. */
function heldAtCrash({ events, deliveries }: RunFacts, queue: string): EventOf<"job-delivered">[] {
  const settled = new Set(
    events
      .filter((event) => event.type === "job-ack-sent" || event.type === "job-acked" || event.type === "job-nacked")
      .map((event) => `${event.job}/${event.attempt}`),
  );
  const crashed = new Set(ofType(events, "actor-crashed").map((event) => `${event.actor}/${event.incarnation}`));
  return [...deliveries.values()]
    .flat()
    .filter(
      (event) =>
        event.queue === queue &&
        crashed.has(`${event.actor}/${event.incarnation}`) &&
        !settled.has(`${event.job}/${event.attempt}`),
    );
}

function nextDelivery(
  { deliveries }: RunFacts,
  { job, attempt }: EventOf<"job-delivered">,
): EventOf<"job-delivered"> | undefined {
  return deliveries.get(job)?.find((event) => event.attempt > attempt);
}
