import type { LogFacts } from "../log/read.ts";
import { producerNode } from "../names.ts";
import { isConnected } from "../server/stage.ts";
import type { RunIndex } from "../trace/run-index.ts";
import { countUpTo } from "../trace/sorted.ts";
import type { ProducerView } from "./types.ts";

/** By actor: ascending times at which it sent a job. */
export type ProducerFacts = { readonly sentTimes: ReadonlyMap<string, readonly number[]> };

export function producersAt(
  index: RunIndex & ProducerFacts & LogFacts,
  atMs: number,
): { readonly producers: readonly ProducerView[] } {
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
  return { producers: [...senders, ...writers] };
}
