import type { Environment } from "../environment.ts";
import type { Stream } from "../stream/stream.ts";
import { goTime, ZERO_TIME } from "../wire/go-format.ts";
import { matches } from "../wire/subjects.ts";

/* The stream's fields in answers, in nats-server's order. */

export type StateOptions = { readonly subjectsFilter?: string; readonly deletedDetails?: boolean };

export function streamInfo(stream: Stream, options: StateOptions = {}) {
  return {
    config: stream.config,
    created: goTime(stream.createdAt),
    state: streamState(stream, options),
  };
}

export function now(env: Environment) {
  return { ts: goTime(env.unixNow()) };
}

function streamState({ store, observerCount }: Stream, { subjectsFilter, deletedDetails }: StateOptions) {
  const first = store.get(store.firstSeq);
  const deleted = store.deletedCount;
  return {
    messages: store.count,
    bytes: store.bytes,
    first_seq: store.firstSeq,
    first_ts: first === undefined ? ZERO_TIME : goTime(first.at),
    last_seq: store.lastSeq,
    last_ts: store.lastAt === 0 ? ZERO_TIME : goTime(store.lastAt),
    ...(store.subjectCount > 0 ? { num_subjects: store.subjectCount } : {}),
    ...(subjectsFilter === undefined ? {} : { subjects: subjectCounts(store.subjects(), subjectsFilter) }),
    ...(deleted > 0 ? { num_deleted: deleted } : {}),
    ...(deleted > 0 && deletedDetails === true ? { deleted: [...store.deleted()] } : {}),
    consumer_count: observerCount,
  };
}

export function subjectCounts(all: Iterable<readonly [string, number]>, filter: string): Record<string, number> {
  const found = [...all].filter(([subject]) => matches(filter, subject));
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The configuration as in lists, where the server does not add its own metadata. */
export function listed<T extends { readonly metadata: Record<string, string> }>(config: T): T {
  const { "_nats.level": _level, "_nats.ver": _version, ...metadata } = config.metadata;
  return { ...config, metadata };
}
