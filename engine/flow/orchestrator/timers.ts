import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import { headers } from "@nats-io/nats-core";
import { timeText } from "../../clock/unix-time.ts";
import { namesOf, type QueueConfig } from "../../queue/config.ts";
import { Header } from "../../queue/headers.ts";
import { publishWithRetry } from "../../queue/send.ts";
import type { EventId } from "../../trace/event.ts";
import { CAUSE_HEADER } from "../../trace/probe.ts";
import { FlowHeader } from "./headers.ts";
import { schedulesSubject, timersQueue } from "./names.ts";
import type { Deadline } from "./record.ts";

/** Has the server send a deadline's event when it is due. */
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
   * replaces the first: repeating this is safe. One that is overdue comes at once.
   */
  async schedule(flow: string, deadline: Deadline, cause: EventId | null): Promise<void> {
    const header = headers();
    header.set(Header.Job, timerJob(flow, deadline.name));
    header.set(FlowHeader.Kind, "deadline");
    header.set(FlowHeader.Flow, flow);
    header.set(FlowHeader.Token, deadline.token);
    if (cause) header.set(CAUSE_HEADER, cause);
    const target = namesOf(timersQueue(this.events)).subject;
    const schedule = { specification: `@at ${timeText(deadline.due)}`, target };
    const payload = JSON.stringify({ flow, deadline: deadline.name });
    await publishWithRetry(() =>
      this.js.publish(this.subjectOf(deadline.token), payload, { headers: header, schedule }),
    );
  }

  /** Takes a schedule back. One that has come already is told by its token. */
  async unschedule(token: string): Promise<void> {
    await this.jsm.streams.purge(namesOf(timersQueue(this.events)).stream, { filter: this.subjectOf(token) });
  }

  private subjectOf(token: string): string {
    return `${schedulesSubject(this.events)}.${token.replaceAll(":", ".")}`;
  }
}

/** What a deadline's job is called. */
export function timerJob(flow: string, name: string): string {
  return `${flow}: ${name}`;
}
