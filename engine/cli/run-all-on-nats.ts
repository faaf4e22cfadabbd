import { systemClock } from "../clock/system-clock.ts";
import { leaseServer, runOnNats } from "../scenario/run-nats.ts";
import type { RunOutcome, RunRequest } from "../scenario/run-types.ts";
import type { TraceEvent } from "../trace/events.ts";
import { formatDuration } from "../trace/format.ts";
import { EXIT } from "./exit.ts";

/** A real-time run says now and then on stderr how far it is. */
const PROGRESS_EVERY_MS = 1_000;

/**
 * Runs the variants side by side on one server: they share nothing but it. Ctrl-C ends the runs, deletes their streams
 * and takes a private server down; a second one ends this process on the spot, and actors and private server with it.
 * @throws InterruptedError after Ctrl-C.
 */
export async function runAllOnNats(
  requests: readonly RunRequest[],
  { server }: { readonly server?: string },
): Promise<RunOutcome[]> {
  const interruption = listenForInterruption();
  try {
    const lease = await leaseServer(server, (note) => process.stderr.write(`${note}\n`));
    try {
      return await runSideBySide(requests, lease.url, interruption.signal);
    } finally {
      await lease.release();
    }
  } finally {
    interruption.stop();
  }
}

async function runSideBySide(requests: readonly RunRequest[], url: string, signal: AbortSignal): Promise<RunOutcome[]> {
  const progress = startProgress();
  try {
    const runs = requests.map((request) =>
      runOnNats(request, { url, signal, onEvent: progress.onEvent(request.variant) }),
    );
    // All of them have cleaned up after themselves before the first failure is told.
    await Promise.allSettled(runs);
    return await Promise.all(runs);
  } finally {
    progress.stop();
  }
}

function listenForInterruption(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  return {
    signal: controller.signal,
    stop: () => void process.removeListener("SIGINT", interrupt).removeListener("SIGTERM", interrupt),
  };
}

function startProgress(): { onEvent(variant: string): (event: TraceEvent) => void; stop(): void } {
  const clock = systemClock();
  const done = new Map<string, number>();
  const tell = () => {
    const parts = [...done].map(([variant, settled]) => `${variant} ${settled}`);
    const elapsed = formatDuration(Math.round(clock.now() / PROGRESS_EVERY_MS) * PROGRESS_EVERY_MS);
    process.stderr.write(`${elapsed}: settled: ${parts.join(", ")}\n`);
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
