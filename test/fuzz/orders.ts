import { type Difference, differences, isOfTheEnd } from "./compare.ts";
import { type Load, type Orders, otherOrders } from "./ordered-clock.ts";
import { perform } from "./perform.ts";
import type { Program } from "./program.ts";
import type { Observation } from "./observation.ts";
import type { OrderedPlace } from "./stage.ts";

/** So many orders may be chosen in one program. */
const MOST_ORDERS = 16;
/** Each among so many moments before a difference, and where none of these helps, among so many before them, and so on. */
const MOMENTS_AT_ONCE = 4;
/** A timer may be late by what came at once when it was set, a lease before. */
const MOMENTS_AT_ALL = 60;

/**
 * Whether the simulated server does exactly what was seen of the other one, to the end and to the millisecond, when what
 * comes to it at once is taken in another order: then the difference was chance. Which order, is searched for: of what
 * comes at once shortly before the first difference, the order with which they part latest.
 */
export async function hasOrder(
  program: Program,
  place: OrderedPlace,
  theirs: readonly Observation[],
  firstOf: (found: readonly Difference[]) => Difference | null,
): Promise<boolean> {
  const attempt = async (orders: Orders): Promise<Attempt> => {
    const ordered = place.inOrder(orders);
    const ours = await perform(program, ordered);
    return { orders, left: firstOf(differences(ours, theirs)), choices: ordered.choices() };
  };
  let best = await attempt(new Map());
  for (let n = 0; n < MOST_ORDERS && best.left !== null; n++) {
    const better = await furthest(best, attempt);
    if (better === null) return false;
    best = better;
  }
  return best.left === null;
}

type Attempt = {
  readonly orders: Orders;
  readonly left: Difference | null;
  readonly choices: ReadonlyMap<number, Load>;
};

/** With one order more: the attempt that agrees longest; null if none agrees longer than this one. */
async function furthest(from: Attempt, attempt: (orders: Orders) => Promise<Attempt>): Promise<Attempt | null> {
  for (const moments of momentsBefore(from)) {
    let best = from;
    for (const [ms, load] of moments) {
      for (const order of otherOrders(load)) {
        const tried = await attempt(new Map([...from.orders, [ms, order]]));
        if (tried.left === null) return tried;
        if (best.left !== null && tried.left.at > best.left.at) best = tried;
      }
    }
    if (best !== from) return best;
  }
  return null;
}

type Moment = readonly [ms: number, load: Load];

/** When there was a choice, the latest first, and those together of which the best is taken. */
function momentsBefore({ left, choices, orders }: Attempt): readonly (readonly Moment[])[] {
  if (left === null) return [];
  const latestFirst = [...choices].filter(([ms]) => ms < left.at && !orders.has(ms)).toSorted(([a], [b]) => b - a);
  const moments = latestFirst.slice(0, MOMENTS_AT_ALL);
  // What is there in the end has no moment of its own: any may be the one.
  const together = isOfTheEnd(left.channel) ? MOMENTS_AT_ALL : MOMENTS_AT_ONCE;
  return Array.from({ length: Math.ceil(moments.length / together) }, (_, n) =>
    moments.slice(n * together, (n + 1) * together),
  );
}
