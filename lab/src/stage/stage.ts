import { outsideAt } from "./flow/order-cards.ts";
import { outageUntil } from "./outside/outages.ts";
import { coordinatorsAt, storeAt } from "./flow/stage.ts";
import { desksAt } from "./dead-letters/stage.ts";
import { ledgerAt } from "./outside/ledger.ts";
import { logsAt, readersAt } from "./log/stage.ts";
import { queuesAt } from "./queue/stage.ts";
import { requestersAt } from "./requester/stage.ts";
import { isConnected } from "./server/stage.ts";
import { workersAt } from "./worker/stage.ts";
import { countUpTo } from "./trace/sorted.ts";
import { producerNode } from "./topology.ts";
import type { TraceIndex } from "./trace/trace-index.ts";
import type { ProducerView, StageView, TokenView } from "./types.ts";

/** Everything that the canvas shows at one moment of a run; made for calling at every frame. */
export function stageAt(index: TraceIndex, atMs: number): StageView {
  return {
    atMs,
    producers: producersAt(index, atMs),
    requesters: requestersAt(index, atMs),
    queues: queuesAt(index, atMs),
    workers: workersAt(index, atMs),
    logs: logsAt(index, atMs),
    readers: readersAt(index, atMs),
    coordinators: coordinatorsAt(index, atMs),
    desks: desksAt(index, atMs),
    store: storeAt(index, atMs),
    outside: index.flows ? outsideAt(index, atMs) : null,
    tokens: tokensAt(index, atMs),
    ledger: ledgerAt(index, atMs),
    outageUntil: outageUntil(index, atMs),
  };
}

/** The tokens alone, for an overlay that is drawn more often than the rest. */
export function tokensAt(index: TraceIndex, atMs: number): TokenView[] {
  return index.hops
    .at(atMs)
    .map(({ token, from, arrivesAt }) => ({ ...token, progress: Math.min(1, (atMs - from) / (arrivesAt - from)) }));
}

function producersAt(index: TraceIndex, atMs: number): ProducerView[] {
  const { producers, appenders } = index.source.scenario;
  const senders = producers.map(({ name, jobs: different, sendsAgainMs }) => {
    const jobs = sendsAgainMs === undefined ? different : 2 * different;
    const sent = countUpTo(index.sentTimes.get(name) ?? [], atMs);
    return {
      node: producerNode(name),
      name,
      sent,
      total: jobs,
      finished: sent >= jobs,
      appends: false,
      connected: isConnected(index, name, atMs),
    };
  });
  const writers = appenders.map(({ name, log, events }) => {
    const own = (index.logs.entries.get(log) ?? []).filter(({ appended }) => appended?.actor === name);
    const sent = own.filter(({ leftAt }) => leftAt <= atMs).length;
    const connected = isConnected(index, name, atMs);
    return { node: producerNode(name), name, sent, total: events, finished: sent >= events, appends: true, connected };
  });
  return [...senders, ...writers];
}
