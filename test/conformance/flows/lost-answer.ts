import { jetstream } from "@nats-io/jetstream";
import { processEvent } from "../../../engine/flow/orchestrator/process-event.ts";
import type { FlowRecord, Incoming } from "../../../engine/flow/orchestrator/record.ts";
import { createRegistry } from "../../../engine/flow/orchestrator/registry.ts";
import { askTime, ServerTime } from "../../../engine/queue/server-time.ts";
import { StoredEvents } from "../../../engine/flow/orchestrator/stored-events.ts";
import { FlowStore } from "../../../engine/flow/orchestrator/store.ts";
import { Timers } from "../../../engine/flow/orchestrator/timers.ts";
import { namesOf } from "../../../engine/queue/names.ts";
import type { FlowBench } from "./flow-bench.ts";
import { napFlow } from "./machines.ts";

/** One turn of the loop on real stores, in which the first write is stored and its answer never comes. */
export async function lostAnswerContext(
  bench: FlowBench,
  incoming: Incoming,
): Promise<{ readonly process: () => Promise<void>; readonly saves: () => number }> {
  const { connection, jsm, events, env, journal } = bench;
  const js = jetstream(connection);
  const store = await FlowStore.open(connection, events);
  let saves = 0;
  const forgetful = {
    load: (flow: string) => store.load(flow),
    forget: (flow: string, revision: number) => store.forget(flow, revision),
    loadArchived: (flow: string) => store.loadArchived(flow),
    async save(record: FlowRecord, revision: number) {
      const stored = await store.save(record, revision);
      if (++saves === 1) throw new Error("no answer");
      return stored;
    },
  };
  const context = {
    js,
    timers: new Timers(js, jsm, events),
    namespace: env.namespace,
    replyTo: events.name,
    probe: journal.probe("one"),
    registry: createRegistry([napFlow()]),
    store: forgetful,
    stored: new StoredEvents(jsm, events),
    clock: env.clock,
    time: new ServerTime(env.clock, () => askTime(jsm, namesOf(events).stream)),
    writer: "one",
  };
  const place = { attempt: 1, deliveries: 1, streamSequence: 1 };
  const job = { id: "nap-1", queue: events.name, payload: null, ...place, header: () => null };
  const { signal } = new AbortController();
  const once = { progress: () => Promise.resolve(), attempts: () => Promise.resolve(1) };
  const run = { cause: "", token: null, signal, ...once };
  return {
    process: () => processEvent({ context, incoming, job, run }, null),
    saves: () => saves,
  };
}
