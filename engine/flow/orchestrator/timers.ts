import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import { headers } from "@nats-io/nats-core";
import { timeText } from "../../clock/unix-time.ts";
import { namesOf, type QueueConfig, tokenOf } from "../../queue/names.ts";
import { Header } from "../../queue/headers.ts";
import { publishWithRetry } from "../../queue/send/send.ts";
import type { EventId } from "../../trace/event.ts";
import { CAUSE_HEADER } from "../../trace/probe.ts";
import { FlowHeader } from "./headers.ts";
import { jobOf } from "./incoming.ts";
import { heldSubject, schedulesSubject, timersQueue } from "./names.ts";
import type { Deadline, Incoming } from "./record.ts";

/** How often an event was delayed, and until when this time: Unix milliseconds by the server's clock. */
export type HeldAgain = { readonly held: number; readonly dueMs: number };

/** Makes the server send a deadline's event when it is due. */
export class Timers {
  private readonly js: JetStreamClient;
  private readonly jsm: JetStreamManager;
  private readonly events: QueueConfig;

  constructor(js: JetStreamClient, jsm: JetStreamManager, events: QueueConfig) {
    this.js = js;
    this.jsm = jsm;
    this.events = events;
  }

  /**
   * Resolves once the server has the schedule. Each deadline has a subject of its own, and a second schedule on a subject
   * replaces the first, so repeating this is safe. An overdue deadline arrives at once. `again`: set for a deadline that has
   * arrived and was delayed; see `hold`.
   */
  async schedule(
    flow: string,
    deadline: Deadline,
    cause: EventId | null,
    again: HeldAgain | null = null,
  ): Promise<void> {
    const header = headers();
    header.set(Header.Job, timerJob(flow, deadline.name));
    header.set(FlowHeader.Kind, "deadline");
    header.set(FlowHeader.Flow, flow);
    header.set(FlowHeader.Token, deadline.token);
    if (again !== null) header.set(FlowHeader.Held, String(again.held));
    if (cause) header.set(CAUSE_HEADER, cause);
    const target = namesOf(timersQueue(this.events)).subject;
    const schedule = { specification: `@at ${timeText(again?.dueMs ?? deadline.due)}`, target };
    const own = this.subjectOf(deadline.token);
    const subject = again === null ? own : `${own}.${again.dueMs}`;
    const payload = JSON.stringify({ flow, deadline: deadline.name });
    await publishWithRetry(() => this.js.publish(subject, payload, { headers: header, schedule }));
  }

  /** Cancels a schedule. A deadline that has arrived already, or was delayed, is recognized as obsolete by its token. */
  async unschedule(token: string): Promise<void> {
    await this.jsm.streams.purge(namesOf(timersQueue(this.events)).stream, { filter: this.subjectOf(token) });
  }

  /**
   * Delays an event that cannot be handled yet. It then arrives as a new message, so the time in which nobody could handle it
   * uses up no attempts and does not count as in flight. Each delay has a subject of its own, because the server removes an
   * executed schedule by its subject, and must not remove the next one.
   */
  async hold(incoming: Incoming, { held, dueMs }: HeldAgain, cause: EventId | null): Promise<void> {
    const { id, payload, headers: texts } = jobOf(incoming);
    const header = headers();
    for (const [name, value] of Object.entries(texts)) header.set(name, value);
    header.set(Header.Job, id);
    header.set(FlowHeader.Held, String(held));
    if (cause) header.set(CAUSE_HEADER, cause);
    const target = namesOf(timersQueue(this.events)).subject;
    const schedule = { specification: `@at ${timeText(dueMs)}`, target };
    const subject = `${heldSubject(this.events)}.${tokenOf(incoming.flow)}.${tokenOf(incoming.id)}.${dueMs}`;
    await publishWithRetry(() => this.js.publish(subject, JSON.stringify(payload), { headers: header, schedule }));
  }

  private subjectOf(token: string): string {
    return `${schedulesSubject(this.events)}.${token.replaceAll(":", ".")}`;
  }
}

/** The id of a deadline's job. */
export function timerJob(flow: string, name: string): string {
  return `${flow}: ${name}`;
}
