import { nameOf } from "./core/notes.ts";
import type { Decision } from "./core/parking.ts";
import { deadlineOf } from "./core/take.ts";
import type { Turn } from "./process-event.ts";

/** The delay of an event that waits for something that will arrive soon. */
const SOON_MS = 250;
const FIRST_HOLD_MS = 200;
/**
 * During a rollout about every second orchestrator can handle the event, so it finds one within a few tries. Only after these
 * the version is probably away for longer.
 */
const SHORT_HOLDS = 6;
const LONGEST_HOLD_MS = 30_000;

/**
 * Delays an event on the server, longer each time after the first few. It then comes again as if newly sent. A deadline stays
 * unchanged in the record: it is as overdue as before.
 */
export async function holdBack(
  { context, incoming, run }: Turn,
  { reason, soon }: Extract<Decision, { readonly kind: "later" }>,
  before: number,
): Promise<void> {
  const delayMs = soon ? SOON_MS : Math.min(LONGEST_HOLD_MS, FIRST_HOLD_MS * 2 ** Math.max(0, before - SHORT_HOLDS));
  const held = soon ? before : before + 1;
  const { flow } = incoming;
  const told = { type: "flow-event-held", flow, event: nameOf(incoming), reason, delayMs } as const;
  const cause = context.probe.record(told, run.cause);
  const again = { held, dueMs: (await context.time.now()) + delayMs };
  if (incoming.kind !== "deadline") return context.timers.hold(incoming, again, cause);
  const { record } = await context.store.load(flow);
  const deadline = record === null ? undefined : deadlineOf(record, incoming.token);
  if (deadline !== undefined) await context.timers.schedule(flow, deadline, cause, again);
}
