import { ofType, allQueues } from "../../../../engine/views.ts";
import type { Scenario } from "../../../../engine/scenario/schema.ts";
import type { EventOf, TraceEvent } from "../../../../engine/trace/events.ts";
import type { Span } from "../trace/span-index.ts";

/** The faults of a run's servers. */
export type ServerRecords = {
  readonly names: readonly string[];
  /** By server: when it was unavailable. */
  readonly downs: ReadonlyMap<string, readonly Span[]>;
  /** By queue: when no server answered for it. */
  readonly away: ReadonlyMap<string, readonly Span[]>;
  /** By queue: its leaders, each with the time from which it led, ascending. */
  readonly leaders: ReadonlyMap<string, readonly { readonly at: number; readonly leader: string }[]>;
  /** By actor: when it was not connected. */
  readonly cutOff: ReadonlyMap<string, readonly Span[]>;
};

/**
 * Null if there is one server and no fault strikes it.
 *
 * RS1  With one server, all queues are unavailable while it is. With several, a queue is unavailable from its leader's
 *      end until another server is observed to lead it, or something was stored or delivered: that proves it earlier.
 */
export function readServers(scenario: Scenario, events: readonly TraceEvent[], hopMs: number): ServerRecords | null {
  const { servers = 1 } = scenario;
  const stops = ofType(events, "server-stopped");
  if (servers === 1 && stops.length === 0) return null;
  const downs = spansBy(events, "server-stopped", "server-started", ({ server }) => server);
  const queues = allQueues(scenario).map(({ name }) => name);
  const leaders = new Map(queues.map((queue) => [queue, leadersOf(events, queue, hopMs)] as const));
  const away = new Map(
    queues.map((queue) => {
      if (servers === 1) return [queue, [...downs.values()].flat()] as const;
      return [
        queue,
        stops.flatMap((stop) => leaderless(events, leaders.get(queue) ?? [], queue, stop, hopMs)),
      ] as const;
    }),
  );
  return {
    names: Array.from({ length: servers }, (_, n) => `nats-${n + 1}`),
    downs,
    away,
    leaders,
    cutOff: spansBy(events, "connection-lost", "connection-restored", ({ actor }) => actor),
  };
}

/** The interval around a moment in which no server answers for a queue; messages sent then reach no server. */
export function awayAt(servers: ServerRecords | null, queue: string, at: number): Span | undefined {
  return servers?.away.get(queue)?.find(({ from, to }) => from <= at && at < to);
}

type Leading = { readonly at: number; readonly leader: string };

function leadersOf(events: readonly TraceEvent[], queue: string, hopMs: number): Leading[] {
  const seen = ofType(events, "leader-seen").filter((event) => event.queue === queue);
  return seen.flatMap(({ at, leader }, i) => {
    if (leader === null) return [];
    // The observer looks only at intervals. The leader answered already when something was stored or delivered.
    const stop = ofType(events, "server-stopped").findLast((event) => event.at <= at);
    const isFirst = seen.slice(0, i).every((before) => before.leader === null);
    const since = stop === undefined || isFirst ? at : Math.min(at, proofOf(events, queue, stop.at, hopMs));
    return [{ at: since, leader }];
  });
}

function leaderless(
  events: readonly TraceEvent[],
  leaders: readonly Leading[],
  queue: string,
  { at, server }: EventOf<"server-stopped">,
  hopMs: number,
): Span[] {
  if (leaders.findLast((leading) => leading.at <= at)?.leader !== server) return [];
  const next = leaders.find((leading) => leading.at > at)?.at ?? Infinity;
  return [{ from: at, to: Math.min(next, proofOf(events, queue, at, hopMs)) }];
}

/** The first moment after `at` at which a server must have answered. */
function proofOf(events: readonly TraceEvent[], queue: string, at: number, hopMs: number): number {
  const proof = events.find(
    (event) =>
      (event.type === "job-stored" || event.type === "job-delivered") && event.queue === queue && event.at - hopMs > at,
  );
  return proof === undefined ? Infinity : proof.at - hopMs;
}

function spansBy<B extends TraceEvent["type"], E extends TraceEvent["type"]>(
  events: readonly TraceEvent[],
  begin: B,
  end: E,
  whose: (event: EventOf<B> | EventOf<E>) => string,
): Map<string, Span[]> {
  const spans = new Map<string, Span[]>();
  const ends = ofType(events, end);
  for (const begun of ofType(events, begin)) {
    const ended = ends.find((event) => event.seq > begun.seq && whose(event) === whose(begun));
    const known = spans.get(whose(begun)) ?? [];
    spans.set(whose(begun), [...known, { from: begun.at, to: ended?.at ?? Infinity }]);
  }
  return spans;
}
