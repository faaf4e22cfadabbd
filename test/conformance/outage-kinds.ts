import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { expect } from "vitest";
import type { EngineFailure } from "../../engine/kernel/engine-failure.ts";
import type { Clock } from "../../engine/clock/clock.ts";
import { appendEvent, declareLog } from "../../engine/log/log.ts";
import { startReader } from "../../engine/log/reader.ts";
import { PullFailedError } from "../../engine/queue/work/outage.ts";
import { namesOf } from "../../engine/queue/names.ts";
import { bench, type BenchWorker, type QueueChanges } from "./bench.ts";
import type { Environment } from "./environment.ts";
import { flowBench } from "./flows/flow-bench.ts";

export type Outage = {
  readonly clock: Clock;
  connect(name: string): Promise<NatsConnection>;
  /** The server of this stream is away for long; resolves when it is there again. */
  outage(stream: string): Promise<void>;
};

/** Declares something, starts whoever takes from it, has the server fail, and sees that it goes on. */
export type Kind = (stage: Outage) => Promise<void>;

/** Of one who takes: how it ended, if it has, and what it reported. */
class Observed {
  readonly errors: Error[] = [];
  end = "running";
  readonly onError = ({ error }: EngineFailure) => void this.errors.push(error);

  watch({ ended }: { readonly ended: Promise<void> }): void {
    ended.then(
      () => (this.end = "ended"),
      (thrown: unknown) => (this.end = String(thrown)),
    );
  }

  expectSurvived(): void {
    expect(this.end).toBe("running");
    expect(this.errors.some((error) => error instanceof PullFailedError)).toBe(true);
  }
}

function environmentOf({ clock, connect }: Outage): Environment {
  const dial = () => Promise.reject(new Error("nobody dials here"));
  const times = {
    earlyMs: 0,
    lateMs: 0,
    measuredLateMs: 0,
    isExact: false,
    staggers: 0,
    stagger: () => Promise.resolve(),
  };
  return { clock, connect, dial, namespace: "outage", ...times };
}

function queueOf(changes: QueueChanges, options: BenchWorker): Kind {
  return async (stage) => {
    const observed = new Observed();
    const queue = await bench(environmentOf(stage), changes);
    const worker = await queue.worker("worker", () => Promise.resolve(), { ...options, onError: observed.onError });
    observed.watch(worker);
    await queue.send(1);
    await queue.journal.until("job-acked");
    await stage.outage(namesOf(queue.queue).stream);
    await queue.send(1, 2);
    await queue.journal.until("job-acked", 1, "job-2");
    observed.expectSurvived();
    await worker.stop();
  };
}

const logReader: Kind = async (stage) => {
  const observed = new Observed();
  const connection = await stage.connect("bench");
  const log = { name: "log", namespace: "outage", partitions: 2 };
  await declareLog(await jetstreamManager(connection), log);
  let read: () => void = () => undefined;
  const untilRead = () => new Promise<void>((tell) => (read = tell));
  const handler = () => Promise.resolve(read());
  const { clock } = stage;
  const { onError } = observed;
  const js = jetstream(await stage.connect("reader"));
  const reader = await startReader(js, { log, reader: "reader", handler, clock, onError });
  observed.watch(reader);
  const first = untilRead();
  await appendEvent(jetstream(connection), log, { id: "one", payload: {} });
  await first;
  await stage.outage("outage-log-log");
  const second = untilRead();
  await appendEvent(jetstream(connection), log, { id: "two", payload: {} });
  await second;
  observed.expectSurvived();
  await reader.stop();
};

const orchestrator: Kind = async (stage) => {
  const observed = new Observed();
  const flows = await flowBench(environmentOf(stage));
  const one = await flows.orchestrator("one", undefined, undefined, observed.onError);
  observed.watch(one);
  await stage.outage(namesOf(flows.events).stream);
  await flows.client.start("nap", "nap-1", { work: false });
  await flows.journal.until("flow-started");
  observed.expectSurvived();
  await one.stop();
};

/** Everybody who takes messages from a server. */
export const KINDS: { readonly [name: string]: Kind } = {
  "a worker of one lane": queueOf({}, { concurrency: 2, pullExpiresMs: 1_000 }),
  "a worker of lanes": queueOf({ lanes: { kind: "priorities", levels: ["high", "low"], order: "strict" } }, {}),
  "a worker of groups": queueOf({ lanes: { kind: "groups", partitions: 2 } }, {}),
  "a reader of a log": logReader,
  "an orchestrator": orchestrator,
};
