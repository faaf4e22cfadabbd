import { assertUsable, natsBroker } from "../../broker/nats-broker.ts";
import type { OwnServers } from "../../broker/broker.ts";
import { startCluster } from "../../broker/cluster.ts";
import { startNatsServer } from "../../broker/nats-server/start.ts";
import { stopwatchMs, systemClock, wallNow } from "../../clock/system-clock.ts";
import { InternalError } from "../../kernel/errors.ts";
import { type ProcessHost, processHost } from "../../host/process-host.ts";
import type { TraceEvent } from "../../trace/events.ts";
import { Collector } from "../../trace/recorder.ts";
import { ENGINE_VERSION } from "../../version.ts";
import { conduct } from "./conduct.ts";
import { planRun } from "./plan.ts";
import { reportOn } from "./report.ts";
import { resolveScenario } from "./resolve.ts";
import { answerForRun, newNamespace, sweepFinishedRuns } from "./leftovers.ts";
import type { RunOutcome, RunRequest, TraceHeader } from "./run-types.ts";

const POLL_MS = 100;

export type NatsRunOptions = {
  /** A running server with JetStream, or those of a cluster. */
  readonly urls: readonly string[];
  /** They are this run's own, and may be struck. */
  readonly servers?: OwnServers;
  readonly onEvent?: (event: TraceEvent) => void;
  /** Ends the run early; it then rejects with an InterruptedError, with its processes and streams gone. */
  readonly signal?: AbortSignal;
};

/** Servers to run on, and how to be rid of them. `servers`: those that may be struck. */
export type NatsLease = {
  readonly urls: readonly string[];
  readonly servers?: OwnServers;
  release(): Promise<void>;
};

/**
 * A server: the one at `url`, or a private one on a free loopback port, which is taken down again whatever happens.
 * @throws NoBrokerError when there is none to be had, or it is too old.
 */
export async function leaseServer(url: string | undefined, onNote: (note: string) => void): Promise<NatsLease> {
  if (url !== undefined) {
    const broker = natsBroker(url);
    await assertUsable(broker);
    await sweepFinishedRuns(broker, onNote);
    return { urls: [url], release: () => Promise.resolve() };
  }
  const server = await startNatsServer({ onNote });
  try {
    await assertUsable(natsBroker(server.url));
  } catch (thrown) {
    await server.stop();
    throw thrown;
  }
  return { urls: [server.url], release: () => server.stop() };
}

/** As many servers as the scenario asks for, for one run alone: it strikes them, or needs more than one. */
export async function leaseOwnServers(size: 1 | 3, onNote: (note: string) => void): Promise<NatsLease> {
  const { servers, urls, stop } = await startCluster({ size, onNote });
  const named = (name: string) => {
    const found = servers.find((server) => server.name === name);
    if (found === undefined) throw new InternalError(`there is no server ${name}`);
    return found;
  };
  return {
    urls,
    servers: {
      names: servers.map(({ name }) => name),
      kill: (name) => named(name).kill(),
      start: (name) => named(name).start(),
    },
    release: stop,
  };
}

/** Of the runs that are under way: one listener serves them all, however many there are side by side. */
const hosts = new Set<ProcessHost>();

function onExit(host: ProcessHost): void {
  if (hosts.size === 0) process.once("exit", killAll);
  hosts.add(host);
}

function killAll(): void {
  for (const host of hosts) host.killAll();
}

/**
 * Runs a scenario on a real nats-server in wall-clock time, every actor a process that is really killed.
 * Streams get names of this run's own and are deleted afterwards; if this process is killed, by the next run (LO2).
 */
export async function runOnNats(
  request: RunRequest,
  { urls, servers, onEvent, signal }: NatsRunOptions,
): Promise<RunOutcome> {
  const stopwatch = stopwatchMs();
  const scenario = resolveScenario(request);
  const startedAt = wallNow();
  const clock = systemClock(startedAt);
  const host = processHost({ urls, startedAt });
  const collector = new Collector(onEvent);
  const namespace = newNamespace();
  onExit(host);
  const broker = natsBroker(urls);
  const run = await answerForRun(broker, namespace);
  try {
    await conduct(planRun(scenario, request.seed, { namespace, transitMs: 0 }), {
      broker,
      servers: servers ?? null,
      host,
      clock,
      stamp: () => ({ at: clock.now(), tick: null }),
      collector,
      pollMs: POLL_MS,
      limitMs: scenario.limitMs,
      onReady: () => undefined,
      interrupted: () => signal?.aborted === true,
    }).finished;
  } finally {
    host.killAll();
    await run.end();
    hosts.delete(host);
    if (hosts.size === 0) process.removeListener("exit", killAll);
  }
  collector.flush();
  const header: TraceHeader = {
    format: "ackademy-trace",
    formatVersion: 1,
    engine: ENGINE_VERSION,
    broker: "nats",
    ...request,
  };
  return {
    header,
    events: collector.events,
    report: reportOn(header, collector.events, stopwatchMs() - stopwatch),
    tickTimes: [],
  };
}
