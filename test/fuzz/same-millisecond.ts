import type { Difference } from "./compare.ts";
import type { Performed } from "./known-differences.ts";
import { isReaction, type Order } from "./program.ts";
import type { Sight } from "./sight.ts";

/**
 * What comes to a server within one millisecond, it may do in any order: nobody promises which of two goroutines is first.
 * So a difference is one of order only if a call has reached the server in that millisecond, and both brokers did the same
 * things in it.
 */
export function isOrderOnly({ at, first, second }: Difference, performed: Performed): boolean {
  if (!isDelivery(first) || !isDelivery(second) || first?.at !== second?.at) return false;
  return ordersAt(at, performed).length > 0 && didTheSame(at, performed);
}

/** Whether a call was answered in the millisecond in which something else went on, and the answer tells of before or after. */
export function isAnswerAtOnce({ channel, at, first, second, path }: Difference, performed: Performed): boolean {
  if (first?.at !== second?.at || !COUNTS.test(path)) return false;
  const asked = ordersAt(at, performed).find(({ id }) => channel === `step ${id}`);
  if (asked === undefined || !/info|update|add|delete|purge/.test(asked.call.do)) return false;
  const others = performed.theirs.filter((sight) => sight.at === at && sight.channel !== channel);
  return (
    others.some((sight) => isDelivery(sight) || sight.channel.startsWith("advisory")) &&
    didTheSame(at, performed, channel)
  );
}

const COUNTS = /^what\.(delivered|ack_floor|num_\w+|state)\b/;

/** The calls that reached the server so that what they led to was seen at this moment. */
function ordersAt(at: number, { program }: Performed): Order[] {
  const { hopMs, steps } = program;
  return steps.filter((step): step is Order => !isReaction(step) && step.atMs + 2 * hopMs === at);
}

function didTheSame(at: number, { ours, theirs }: Performed, but = ""): boolean {
  const done = (sights: readonly Sight[]) =>
    sights
      .filter((sight) => sight.at === at && sight.channel !== but)
      .map(unordered)
      .toSorted()
      .join("\n");
  return done(ours) === done(theirs);
}

/** Without what follows from the order. */
function unordered({ channel, what }: Sight): string {
  if (!isDelivery({ channel, what })) return JSON.stringify([channel, what]);
  const { pending: _pending, consumer_seq: _seq, ...rest } = what as { pending: number; consumer_seq: number };
  return JSON.stringify(rest);
}

function isDelivery(sight: Pick<Sight, "channel" | "what"> | undefined): boolean {
  if (sight === undefined || !sight.channel.startsWith("step")) return false;
  return typeof sight.what === "object" && sight.what !== null && "deliveries" in sight.what;
}
