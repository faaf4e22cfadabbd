import type { GivenAnswers } from "./questions.ts";
import type { VerdictId } from "./verdicts.ts";

/** A case from practice, with the verdict that engineers would give. The guide must agree with each. */
export type Example = {
  readonly name: string;
  readonly answers: GivenAnswers;
  readonly verdict: VerdictId;
  /** Warnings that must be among those of the verdict. */
  readonly warnings?: readonly string[];
};

const TASK = { kind: "command", consumers: "one" } as const satisfies GivenAnswers;

export const EXAMPLES: readonly Example[] = [
  {
    name: "Make thumbnails after an upload",
    answers: { ...TASK, individual: "yes", load: "bursts", steps: "one" },
    verdict: "queue",
  },
  {
    name: "Send mails, at most four a second",
    answers: { ...TASK, load: "bursts", steps: "one" },
    verdict: "queue",
  },
  {
    name: "Print the invoice after a checkout",
    answers: { ...TASK, caller: "slow", steps: "one", transaction: "yes" },
    verdict: "queue",
    warnings: ["outbox", "at-least-once"],
  },
  {
    name: "Look up a price",
    answers: { kind: "query", caller: "quick", loss: "harmless" },
    verdict: "none",
  },
  {
    name: "Compute a report that takes a minute",
    answers: { kind: "query", caller: "slow" },
    verdict: "queue",
    warnings: ["late-answers"],
  },
  {
    name: "Renew a subscription with one charge",
    answers: { ...TASK, steps: "one", status: "yes" },
    verdict: "queue",
  },
  {
    name: "Tell mail, stock, statistics and future services about each order",
    answers: { kind: "event", consumers: "open" },
    verdict: "log",
    warnings: ["shared-queue"],
  },
  {
    name: "Tell only mail and stock about each order, without history",
    answers: { kind: "event", consumers: "several", individual: "yes" },
    verdict: "queue",
    warnings: ["shared-queue"],
  },
  {
    name: "Rebuild the search index from all changes",
    answers: { kind: "event", consumers: "several", replay: "yes", order: "per-key" },
    verdict: "log",
  },
  {
    name: "Record 50,000 bookings a second, and audit them for ten years",
    answers: { kind: "event", consumers: "open", replay: "yes", order: "per-key", load: "bursts" },
    verdict: "log",
  },
  {
    name: "Carry out bookings in the order of each account, without history",
    answers: { ...TASK, order: "per-key" },
    verdict: "queue",
    warnings: ["price-of-order"],
  },
  {
    name: "Reserve, charge and ship, and undo it if a step is refused",
    answers: { ...TASK, steps: "undo", status: "yes" },
    verdict: "queue+orchestrator",
  },
  {
    name: "Grant a loan that waits three days for a person",
    answers: { ...TASK, steps: "undo", waits: "yes", status: "yes" },
    verdict: "queue+orchestrator",
  },
  {
    name: "Send three mails during a trial of 14 days",
    answers: { ...TASK, steps: "repeatable", waits: "yes" },
    verdict: "queue+orchestrator",
  },
  {
    name: "Send one reminder in two hours",
    answers: { ...TASK, steps: "one", waits: "yes", individual: "yes" },
    verdict: "queue",
  },
  {
    name: "Resize a picture, then caption it (both idempotent)",
    answers: { ...TASK, steps: "repeatable" },
    verdict: "queue",
  },
  {
    name: "Delete a person's data in nine services",
    answers: { ...TASK, steps: "undo", waits: "yes", status: "yes" },
    verdict: "queue+orchestrator",
  },
  {
    name: "Report a vehicle's position every second, the newest counts",
    answers: { kind: "event", consumers: "several", loss: "harmless" },
    verdict: "none",
  },
  {
    name: "Deliver webhooks to customers, and retry them for three days",
    answers: { ...TASK, individual: "yes", steps: "one" },
    verdict: "queue",
  },
  {
    name: "Accept more orders every day than can be shipped",
    answers: { ...TASK, load: "overload", steps: "one" },
    verdict: "queue",
    warnings: ["no-capacity"],
  },
  {
    name: "Publish payments to everybody, and see each one through",
    answers: { kind: "event", consumers: "open", replay: "yes", steps: "undo", status: "yes" },
    verdict: "log+orchestrator",
  },
  {
    name: "Replay price ticks to models in one total order",
    answers: { kind: "event", consumers: "open", replay: "yes", order: "total" },
    verdict: "log",
  },
  {
    name: "Warm up a cache, which nobody misses",
    answers: { ...TASK, loss: "harmless", steps: "one" },
    verdict: "none",
  },
  {
    name: "Run an audited checkout that is undone if a step is refused",
    answers: { ...TASK, replay: "yes", steps: "undo", status: "yes" },
    verdict: "queue+log+orchestrator",
  },
  {
    name: "Feed the one program that writes the audit file",
    answers: { kind: "event", consumers: "one" },
    verdict: "queue",
  },
  {
    name: "Charge in Europe and book in Asia",
    answers: { kind: "command", consumers: "several", steps: "one" },
    verdict: "queue",
  },
  {
    name: "Do the tasks once, and keep them for a later recomputation",
    answers: { ...TASK, replay: "yes" },
    verdict: "queue+log",
  },
];
