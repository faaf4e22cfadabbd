import { systemClock } from "../clock/system-clock.ts";
import { shownServer } from "../broker/server-url.ts";
import { BadInputError } from "../kernel/errors.ts";
import { strikeServers } from "../scenario/faults/plan.ts";
import { resolveScenario } from "../scenario/run/resolve.ts";
import { leaseOwnServers, leaseServer, type NatsLease, runOnNats } from "../scenario/run/run-nats.ts";
import type { RunOutcome, RunRequest } from "../scenario/run/run-types.ts";
import type { TraceEvent } from "../trace/events.ts";
import { formatDuration } from "../trace/format.ts";
import { printLines } from "./output.ts";
import { EXIT } from "./exit.ts";

/** A real-time run says now and then on stderr how far it is. */
const PROGRESS_EVERY_MS = 1_000;

/**
 * Runs the variants side by side on one server: they share nothing but it. Where servers are struck, each has its own,
 * and they take their turns. Ctrl-C, or the terminal's end, ends the runs, deletes their streams
 * and takes a private server down; a second one ends this process on the spot, and actors and private server with it.
 * @throws InterruptedError after Ctrl-C.
 */
export async function runAllOnNats(
  requests: readonly RunRequest[],
  { server }: { readonly server?: string },
): Promise<RunOutcome[]> {
  const interruption = listenForInterruption();
  try {
    const own = requests.map(ownServers);
    if (own.some((size) => size !== null)) return await runInTurn(requests, own, server, interruption.signal);
    const lease = await leaseServer(server, note);
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

/** How many servers of its own a run needs; null: any server will do. */
function ownServers(request: RunRequest): 1 | 3 | null {
  const { servers = 1, faults } = resolveScenario(request);
  return servers > 1 || strikeServers(faults) ? servers : null;
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
      `found "${shownServer(server)}", but this scenario needs servers of its own: it kills them, or is about several`,
      "Leave out --server: private ones are started, and removed afterwards.",
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
  { urls, servers }: NatsLease,
  signal: AbortSignal,
): Promise<RunOutcome[]> {
  const progress = startProgress();
  const own = servers === undefined ? {} : { servers };
  try {
    const runs = requests.map((request) =>
      runOnNats(request, { urls, ...own, signal, onEvent: progress.onEvent(request.variant) }),
    );
    // All of them have cleaned up after themselves before the first failure is told.
    await Promise.allSettled(runs);
    return await Promise.all(runs);
  } finally {
    progress.stop();
  }
}

/** Ctrl-C, whoever ends services, and a terminal that is closed. */
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
