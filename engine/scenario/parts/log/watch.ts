import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { streamOf, type LogConfig } from "../../../log/config.ts";
import { declareLog, deleteLog } from "../../../log/log.ts";
import { positionsOf } from "../../../log/offsets.ts";
import { isRefusal, Refusal } from "../../../queue/api-errors.ts";
import type { PartWatch, WatchedRun } from "../part.ts";

/** A log and the names of its readers. */
type WatchedLog = { readonly config: LogConfig; readonly readers: readonly string[] };

/** Declares a run's logs, observes them, and deletes them. */
export class LogWatch implements PartWatch {
  private readonly run: WatchedRun;
  private readonly logs: readonly WatchedLog[];
  private readonly lastSeen = new Map<string, string>();

  constructor(run: WatchedRun) {
    const { scenario, namespace } = run;
    this.run = run;
    this.logs = scenario.logs.map((log) => ({
      config: { ...log, namespace },
      readers: scenario.readers.filter((reader) => reader.log === log.name).map(({ name }) => name),
    }));
  }

  async declare(): Promise<void> {
    const jsm = await jetstreamManager(this.run.connection);
    for (const { config } of this.logs) await declareLog(jsm, config);
  }

  /** True when every reader has read every event, including those that it rewound to. */
  async isSettled(): Promise<boolean> {
    const { scenario, collector, jsm } = this.run;
    const rewinds = scenario.readers.filter(({ rewindAfter }) => rewindAfter !== null).length;
    if (collector.count("offsets-forgotten") < rewinds) return false;
    const looks = await Promise.all(this.logs.map((log) => lookAt(jsm, log)));
    for (const { behind, ...seen } of looks) {
      const came = behind.flatMap(([reader, left]) => (left === null ? [] : [[reader, left] as const]));
      this.record({ ...seen, left: Object.fromEntries(came) });
    }
    return looks.every(({ behind }) => behind.every(([, left]) => left === 0));
  }

  async takeDown(): Promise<void> {
    for (const { config } of this.logs) await deleteLog(this.run.jsm, config).catch(() => undefined);
  }

  private record(seen: {
    readonly log: string;
    readonly stored: number;
    readonly left: { readonly [reader: string]: number };
  }): void {
    const text = JSON.stringify(seen);
    if (this.lastSeen.get(seen.log) === text) return;
    this.lastSeen.set(seen.log, text);
    this.run.observer.record({ type: "log-observed", ...seen });
  }
}

async function lookAt(jsm: JetStreamManager, { config, readers }: WatchedLog) {
  const [{ state }, ...behind] = await Promise.all([
    jsm.streams.info(streamOf(config)),
    ...readers.map(async (reader) => [reader, await leftOf(jsm, config, reader)] as const),
  ]);
  return { log: config.name, stored: state.messages, behind };
}

/** How many events the reader has ahead; null while it has no offsets. */
async function leftOf(jsm: JetStreamManager, config: LogConfig, reader: string): Promise<number | null> {
  try {
    const positions = await positionsOf(jsm, config, reader);
    return positions.reduce((sum, { left }) => sum + left, 0);
  } catch (thrown) {
    if (isRefusal(thrown, Refusal.ConsumerNotFound)) return null;
    throw thrown;
  }
}
