import type { EventId } from "../event.ts";
import type { EventOf, TraceEvent } from "../events.ts";

/** One send of a job to a queue, or one append to a log. */
export type Send = {
  readonly sent: EventOf<"job-sent" | "event-appended">;
  readonly message: string;
  readonly destination: string;
  /** The server's answer; null: none. An append is recorded with its answer. */
  readonly answer: EventOf<"job-stored" | "job-refused" | "job-deduplicated"> | null;
  /** Why the server stored nothing; null: it stored it, had it already, or did not answer. */
  readonly refused: string | null;
};

/** By the event that sent it, in the order of the trace. */
export function sendsOf(events: readonly TraceEvent[]): ReadonlyMap<EventId, Send> {
  const sends = new Map<EventId, Send>();
  for (const event of events) {
    if (isSend(event)) sends.set(event.id, sendOf(event));
    else if (isAnswer(event)) answer(event, sends);
  }
  return sends;
}

export const isSend = (event: TraceEvent): event is Send["sent"] =>
  event.type === "job-sent" || event.type === "event-appended";

function sendOf(sent: Send["sent"]): Send {
  const [message, destination] = sent.type === "job-sent" ? [sent.job, sent.queue] : [sent.event, sent.log];
  return { sent, message, destination, answer: null, refused: null };
}

function answer(event: NonNullable<Send["answer"]>, sends: Map<EventId, Send>): void {
  const send = sends.get(event.cause ?? "");
  if (send === undefined || send.answer !== null || send.message !== event.job) return;
  sends.set(send.sent.id, { ...send, answer: event, refused: event.type === "job-refused" ? event.reason : null });
}

const isAnswer = (event: TraceEvent): event is NonNullable<Send["answer"]> =>
  event.type === "job-stored" || event.type === "job-refused" || event.type === "job-deduplicated";
