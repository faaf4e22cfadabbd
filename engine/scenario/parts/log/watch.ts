import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import type { LogConfig } from "../../../log/config.ts";
import { streamOf } from "../../../log/config.ts";
import { declareLog, deleteLog } from "../../../log/log.ts";
import { positionsOf } from "../../../log/offsets.ts";
import { isRefusal, Refusal } from "../../../queue/api-errors.ts";
import type { Collector, Recorder } from "../../../trace/recorder.ts";
import type { Plan } from "../../run/plan.ts";
import type { PlannedLog } from "./plan.ts";

/** Declares a run's logs, asks the broker how they stand, and takes them down again. */
export class LogWatch {
  private readonly plan: Pick<Plan, "logs" | "rewinds">;
  private readonly lastSeen = new Map<string, string>();

  constructor(plan: Pick<Plan, "logs" | "rewinds">) {
    this.plan = plan;
  }

  async declare(connection: NatsConnection): Promise<void> {
    const jsm = await jetstreamManager(connection);
    for (const { config } of this.plan.logs) await declareLog(jsm, config);
  }

  /** Records what has changed; true when every reader is past every event, also of what it was to read anew. */
  async look(jsm: JetStreamManager, observer: Recorder, collector: Collector): Promise<boolean> {
    if (collector.count("offsets-forgotten") < this.plan.rewinds) return false;
    const looks = await Promise.all(this.plan.logs.map((log) => lookAt(jsm, log)));
    for (const { behind, ...seen } of looks) {
      const came = behind.flatMap(([reader, left]) => (left === null ? [] : [[reader, left] as const]));
      this.record({ ...seen, left: Object.fromEntries(came) }, observer);
    }
    return looks.every(({ behind }) => behind.every(([, left]) => left === 0));
  }

  async delete(jsm: JetStreamManager): Promise<void> {
    for (const { config } of this.plan.logs) await deleteLog(jsm, config).catch(() => undefined);
  }

  private record(
    seen: { readonly log: string; readonly stored: number; readonly left: { readonly [reader: string]: number } },
    observer: Recorder,
  ): void {
    const text = JSON.stringify(seen);
    if (this.lastSeen.get(seen.log) === text) return;
    this.lastSeen.set(seen.log, text);
    observer.record({ type: "log-observed", ...seen });
  }
}

async function lookAt(jsm: JetStreamManager, { config, readers }: PlannedLog) {
  const [{ state }, ...behind] = await Promise.all([
    jsm.streams.info(streamOf(config)),
    ...readers.map(async (reader) => [reader, await leftOf(jsm, config, reader)] as const),
  ]);
  return { log: config.name, stored: state.messages, behind };
}

/** How many events the reader has before it; null while it has no offsets. */
async function leftOf(jsm: JetStreamManager, config: LogConfig, reader: string): Promise<number | null> {
  try {
    const positions = await positionsOf(jsm, config, reader);
    return positions.reduce((sum, { left }) => sum + left, 0);
  } catch (thrown) {
    if (isRefusal(thrown, Refusal.ConsumerNotFound)) return null;
    throw thrown;
  }
}
