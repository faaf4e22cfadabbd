import { ApiFailure, invalidJson } from "../api/api-errors.ts";
import type { MessageStore } from "../stream/message-store.ts";
import { type ConsumerConfig, filtersOf } from "./consumer-config.ts";
import { LastPerSubject } from "./last-per-subject.ts";

/** The first sequence of a new consumer, by its deliver policy, without removed messages. `lateBy`: not 0 only with a deliberate fault. */
export function firstSequence(
  config: ConsumerConfig,
  store: MessageStore,
  perSubject: number,
  accepts: (subject: string) => boolean,
  lateBy: number,
): number {
  const isChosen = config.deliver_policy === "by_start_sequence" || config.deliver_policy === "by_start_time";
  return Math.max(byPolicy(config, store, perSubject, accepts) + (isChosen ? lateBy : 0), store.firstSeq);
}

function byPolicy(
  config: ConsumerConfig,
  store: MessageStore,
  perSubject: number,
  accepts: (subject: string) => boolean,
): number {
  const first = Math.max(store.firstSeq, 1);
  switch (config.deliver_policy) {
    case "all":
      return first;
    case "new":
      return store.lastSeq + 1;
    case "last":
      // Without a filter, the last message may have been removed.
      return filtersOf(config).length === 0 ? Math.max(store.lastSeq, 1) : (lastSequence(store, accepts) ?? first);
    case "last_per_subject":
      // If each subject has at most one message, all messages are the last of their subjects.
      return perSubject === 1 ? first : new LastPerSubject(store, accepts).first;
    case "by_start_sequence":
      return Math.max(config.opt_start_seq ?? 1, first);
    case "by_start_time":
      return forward(sequenceAt(store, parseTime(config.opt_start_time ?? "")), config, store);
  }
}

/** A filtered consumer with a start time begins at its first matching message, unless that is the stream's last one. */
function forward(seq: number, config: ConsumerConfig, store: MessageStore): number {
  let next = store.lastSeq;
  for (const filter of filtersOf(config)) {
    const [first] = store.on(filter);
    if (first !== undefined && first.seq >= seq && first.seq < next) next = first.seq;
  }
  return next > seq && next < store.lastSeq ? next : seq;
}

function lastSequence(store: MessageStore, accepts: (subject: string) => boolean): number | undefined {
  for (let seq = store.lastSeq; seq >= store.firstSeq && seq > 0; seq--) {
    const message = store.get(seq);
    if (message !== undefined && accepts(message.subject)) return seq;
  }
  return undefined;
}

function sequenceAt(store: MessageStore, unixMs: number): number {
  for (const message of store) if (message.at >= unixMs) return message.seq;
  return store.lastSeq + 1;
}

function parseTime(text: string): number {
  const unixMs = Date.parse(text);
  if (Number.isNaN(unixMs)) throw new ApiFailure(invalidJson(`parsing time ${JSON.stringify(text)}`));
  return unixMs;
}
