import { systemClock } from "../clock/system-clock.ts";
import { shownServer } from "../broker/server-url.ts";
import { BadInputError } from "../kernel/errors.ts";
import { leaseOwnServers, leaseServer, type NatsLease, ownServersOf, runOnNats } from "../scenario/run/run-nats.ts";
import type { RunOutcome, RunRequest } from "../scenario/run/run-types.ts";
import type { TraceEvent } from "../trace/events.ts";
import { formatDuration } from "../trace/format.ts";
import { accessFor } from "./access.ts";
import { printLines } from "./output.ts";
import { EXIT } from "./exit.ts";

/** The interval of a real-time run's progress lines on stderr. */
const PROGRESS_EVERY_MS = 1_000;

/**
 * Runs the variants in parallel on one server, which is all that they share. If a variant needs its own servers, the
 * variants run one after the other. SIGINT (Ctrl-C), SIGTERM or SIGHUP ends the runs, deletes their streams and stops a
 * private server. A second signal ends this process at once, together with its actors and a private server.
 * @throws InterruptedError after such a signal.
 */
export async function runAllOnNats(
  requests: readonly RunRequest[],
  { server }: { readonly server?: string },
): Promise<RunOutcome[]> {
  const interruption = listenForInterruption();
  try {
    const own = requests.map(ownServersOf);
    if (own.some((size) => size !== null)) return await runInTurn(requests, own, server, interruption.signal);
    const access = server === undefined ? {} : await accessFor(server);
    const lease = await leaseServer(server, note, access);
    try {
      return await runSideBySide(requests, lease, interruption.signal);
    } finally {
      await lease.release();
    }
  } finally {
    interruption.stop();
  }
}

function note(text: string): void {
  printLines(process.stderr, [text]);
}

async function runInTurn(
  requests: readonly RunRequest[],
  sizes: readonly (1 | 3 | null)[],
  server: string | undefined,
  signal: AbortSignal,
): Promise<RunOutcome[]> {
  if (server !== undefined) {
    throw new BadInputError(
      "--server",
      `found "${shownServer(server)}", expected no server: this scenario kills its servers or needs a cluster`,
      "Leave out --server; the command then starts private servers and removes them afterwards.",
    );
  }
  const outcomes: RunOutcome[] = [];
  for (const [n, request] of requests.entries()) {
    const lease = await leaseOwnServers(sizes[n] ?? 1, note);
    try {
      outcomes.push(...(await runSideBySide([request], lease, signal)));
    } finally {
      await lease.release();
    }
  }
  return outcomes;
}

async function runSideBySide(
  requests: readonly RunRequest[],
  { urls, access = {}, servers }: NatsLease,
  signal: AbortSignal,
): Promise<RunOutcome[]> {
  const progress = startProgress();
  const own = servers === undefined ? {} : { servers };
  try {
    const runs = requests.map((request) =>
      runOnNats(request, { urls, access, ...own, signal, onEvent: progress.onEvent(request.variant) }),
    );
    // Every run cleans up before the first failure is reported.
    await Promise.allSettled(runs);
    return await Promise.all(runs);
  } finally {
    progress.stop();
  }
}

/** Ctrl-C, a service manager's stop, and a closed terminal. */
const INTERRUPTING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function listenForInterruption(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  for (const name of INTERRUPTING) process.on(name, interrupt);
  return {
    signal: controller.signal,
    stop: () => INTERRUPTING.forEach((name) => process.removeListener(name, interrupt)),
  };
}

function startProgress(): { onEvent(variant: string): (event: TraceEvent) => void; stop(): void } {
  const clock = systemClock();
  const done = new Map<string, number>();
  const tell = () => {
    const parts = [...done].map(([variant, settled]) => `${variant} ${settled}`);
    const elapsed = formatDuration(Math.round(clock.now() / PROGRESS_EVERY_MS) * PROGRESS_EVERY_MS);
    printLines(process.stderr, [`${elapsed}: settled: ${parts.join(", ")}`]);
    timer = clock.setTimeout(tell, PROGRESS_EVERY_MS);
  };
  let timer = clock.setTimeout(tell, PROGRESS_EVERY_MS);
  return {
    onEvent(variant) {
      done.set(variant, 0);
      return (event) => {
        if (event.type === "job-acked" || event.type === "offset-moved")
          done.set(variant, (done.get(variant) ?? 0) + 1);
      };
    },
    stop: () => clock.clearTimeout(timer),
  };
}
