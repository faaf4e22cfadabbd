import type { Access } from "../../broker/access.ts";
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
import { strikeServers } from "../faults/plan.ts";
import { resolveScenario } from "./resolve.ts";
import { handlersOf } from "./handlers.ts";
import { InterruptedError } from "./stage.ts";
import { answerForRun, newNamespace, sweepFinishedRuns } from "./leftovers.ts";
import type { RunOutcome, RunRequest, TraceHeader } from "./run-types.ts";

const POLL_MS = 100;

export type NatsRunOptions = {
  /** The addresses of a running server with JetStream, or of a cluster. */
  readonly urls: readonly string[];
  readonly access?: Access;
  /** Set if the servers are the run's own and may be killed. */
  readonly servers?: OwnServers;
  readonly onEvent?: (event: TraceEvent) => void;
  /** Ends the run early. The run then rejects with an InterruptedError, after its processes and streams are gone. */
  readonly signal?: AbortSignal;
};

/** Servers to run on, and how to release them. `servers`: set if they may be killed. */
export type NatsLease = {
  readonly urls: readonly string[];
  readonly access?: Access;
  readonly servers?: OwnServers;
  release(): Promise<void>;
};

/**
 * Leases a server: the one at `url`, or a private one on a free loopback port, which is stopped again whatever happens.
 * @throws NoBrokerError if no server can be reached or started, or if it is too old.
 */
export async function leaseServer(
  url: string | undefined,
  onNote: (note: string) => void,
  access: Access = {},
): Promise<NatsLease> {
  if (url !== undefined) {
    const broker = natsBroker(url, access);
    await assertUsable(broker);
    await sweepFinishedRuns(broker, onNote);
    return { urls: [url], access, release: () => Promise.resolve() };
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

/** Leases as many servers as the scenario needs, for one run alone: it kills them, or needs more than one. */
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

/** The number of private servers that a run needs; null: it can share a server. */
export function ownServersOf(request: RunRequest): 1 | 3 | null {
  const { servers = 1, faults } = resolveScenario(request);
  return servers > 1 || strikeServers(faults) ? servers : null;
}

/** The process hosts of all present runs: one exit listener serves them all. */
const hosts = new Set<ProcessHost>();

function onExit(host: ProcessHost): void {
  if (hosts.size === 0) process.once("exit", killAll);
  hosts.add(host);
}

function killAll(): void {
  for (const host of hosts) host.killAll();
}

/**
 * Runs a scenario on a real nats-server in wall-clock time. Every actor is a process, and a crash really kills it.
 * Streams get names of this run's own and are deleted afterwards; if this process is killed, the next run deletes them (LO2).
 */
export async function runOnNats(
  request: RunRequest,
  { urls, access = {}, servers, onEvent, signal }: NatsRunOptions,
): Promise<RunOutcome> {
  const stopwatch = stopwatchMs();
  const scenario = resolveScenario(request);
  const handlers = await handlersOf(scenario, request);
  const startedAt = wallNow();
  const clock = systemClock(startedAt);
  const host = processHost({ urls, access, startedAt, handlers });
  const collector = new Collector(onEvent);
  const namespace = newNamespace();
  onExit(host);
  const broker = natsBroker(urls, access);
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
      interrupted: () => host.blocked ?? (signal?.aborted === true ? new InterruptedError("interrupted") : null),
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
    formatVersion: 2,
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
