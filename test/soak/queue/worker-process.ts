import { writeSync } from "node:fs";
import { jetstream } from "@nats-io/jetstream";
import { natsBroker } from "../../../engine/broker/nats-broker.ts";
import { systemClock } from "../../../engine/clock/system-clock.ts";
import type { QueueConfig } from "../../../engine/queue/names.ts";
import { startWorker } from "../../../engine/queue/work/worker.ts";
import type { EventBody } from "../../../engine/trace/events.ts";

/**
 * A worker in a process of its own, for faults that only a process can have. It says what it does in one line each,
 * written synchronously before the act: what is in the pipe survives its SIGKILL.
 */
export type WorkerOrder = { readonly urls: readonly string[]; readonly queue: QueueConfig };
export type WorkerLine =
  | { readonly say: "ready" }
  | { readonly say: "started" | "done" | "dead"; readonly job: string };

/** Acks that get no answer are waited for no longer than this: on loopback the server is there, or is not. */
const TIMEOUT_MS = 1_000;
/** Work that takes some time, so that faults strike in its midst. */
const SERVICE_MS = 5;

const { urls, queue } = JSON.parse(process.argv[2] ?? "") as WorkerOrder;
const clock = systemClock();
const connection = await natsBroker(urls).connect("soak-worker");
const worker = await startWorker(jetstream(connection, { timeout: TIMEOUT_MS }), {
  queue,
  clock,
  concurrency: 4,
  prefetch: 2,
  pullExpiresMs: 1_000,
  // As `Client` starts them.
  async handler({ payload }) {
    await clock.sleep(SERVICE_MS);
    if ((payload as { readonly poison: boolean }).poison) throw new Error("nobody can do this");
  },
  probe: { record, point: () => Promise.resolve() },
});
tell({ say: "ready" });
// With its runner gone it has nobody to tell.
process.stdin.resume().on("end", () => process.exit(0));
await worker.ended;

function record(event: EventBody): string {
  if (event.type === "job-started") tell({ say: "started", job: event.job });
  if (event.type === "job-ack-sent") tell({ say: "done", job: event.job });
  if (event.type === "job-dead-lettered") tell({ say: "dead", job: event.job });
  return "";
}

function tell(line: WorkerLine): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
