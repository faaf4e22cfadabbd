import { systemClock } from "../clock/system-clock.ts";
import { leaseServer, runOnNats } from "../scenario/run-nats.ts";
import type { RunOutcome, RunRequest } from "../scenario/run-types.ts";
import type { TraceEvent } from "../trace/events.ts";
import { formatDuration } from "../trace/format.ts";
import { EXIT } from "./exit.ts";

/** A real-time run says now and then on stderr how far it is. */
const PROGRESS_EVERY_MS = 1_000;

/**
 * Runs the variants side by side on one server: they share nothing but it. Ctrl-C takes everything down: actors go when
 * this process exits, and so does a private server.
 */
export async function runAllOnNats(
  requests: readonly RunRequest[],
  { server }: { readonly server?: string },
): Promise<RunOutcome[]> {
  const interrupted = () => process.exit(EXIT.interrupted);
  process.once("SIGINT", interrupted);
  process.once("SIGTERM", interrupted);
  const lease = await leaseServer(server, (note) => process.stderr.write(`${note}\n`));
  try {
    const progress = startProgress();
    try {
      return await Promise.all(
        requests.map((request) => runOnNats(request, { url: lease.url, onEvent: progress.onEvent(request.variant) })),
      );
    } finally {
      progress.stop();
    }
  } finally {
    await lease.release();
    process.removeListener("SIGINT", interrupted);
    process.removeListener("SIGTERM", interrupted);
  }
}

function startProgress(): { onEvent(variant: string): (event: TraceEvent) => void; stop(): void } {
  const clock = systemClock();
  const done = new Map<string, number>();
  const tell = () => {
    const parts = [...done].map(([variant, jobs]) => `${variant} ${jobs}`);
    const elapsed = formatDuration(Math.round(clock.now() / PROGRESS_EVERY_MS) * PROGRESS_EVERY_MS);
    process.stderr.write(`${elapsed}: jobs settled: ${parts.join(", ")}\n`);
    timer = clock.setTimeout(tell, PROGRESS_EVERY_MS);
  };
  let timer = clock.setTimeout(tell, PROGRESS_EVERY_MS);
  return {
    onEvent(variant) {
      done.set(variant, 0);
      return (event) => {
        if (event.type === "job-acked") done.set(variant, (done.get(variant) ?? 0) + 1);
      };
    },
    stop: () => clock.clearTimeout(timer),
  };
}
