import { toQueue } from "../diagram-parts.ts";
import { family } from "../family.ts";
import { formatMs } from "../format.ts";

/** Events between a requester and a service. `try` counts the tries of one request, from 1. */
export type ReplyEvent =
  | ({ readonly type: "request-sent"; readonly queue: string; readonly waitsUntil: number } & Correlated)
  | ({ readonly type: "request-timed-out"; readonly queue: string } & Correlated)
  /**
   * The service sent its reply to the requester's reply queue. `failed`: the request ended without an answer; the value is
   * the reason.
   */
  | ({
      readonly type: "reply-sent";
      readonly job: string;
      readonly attempt: number;
      readonly failed?: string;
    } & Correlated)
  /** The reply closed its own request. */
  | ({ readonly type: "reply-received"; readonly failed?: string } & Correlated)
  /** The reply closed a later try than its own, because the correlation id was reused. */
  | ({ readonly type: "reply-stale" } & Correlated)
  /** The reply arrived after its request's timeout. */
  | ({ readonly type: "reply-late" } & Correlated)
  /** The reply's request already had a reply. */
  | ({ readonly type: "reply-duplicate" } & Correlated)
  /** The requester never sent the reply's request. */
  | ({ readonly type: "reply-orphaned" } & Correlated);
export type Correlated = {
  readonly request: string;
  readonly correlation: string;
  readonly try: number;
  readonly replyTo: string;
};

export const replyEvents = family<ReplyEvent>({
  "request-sent": {
    says: (event) => {
      const { actor, queue, request, waitsUntil, correlation, replyTo } = event;
      return `${actor} requested ${request} from ${queue}${again(event)} and waits until ${formatMs(waitsUntil)} (correlation id ${correlation}, reply to ${replyTo})`;
    },
    draws: (event) => {
      const address = `reply to ${event.replyTo}, correlation id ${event.correlation}`;
      return toQueue(event, `requests ${event.request}${again(event)}: ${address}`);
    },
    tone: "plain",
    mark: "asked",
    flowMark: "asked",
  },
  "request-timed-out": {
    says: (event) => `${event.actor} stopped waiting for ${event.request} (timeout of try ${event.try})`,
    draws: "actor",
    tone: "bad",
    mark: "gave-up",
    flowMark: "gave-up",
    flag: { kind: "gave-up", says: ({ actor, request }) => `${actor} stopped waiting for ${request}` },
  },
  "reply-sent": {
    says: ({ actor, request, correlation, replyTo, failed }) => {
      const answers = failed === undefined ? `replied to ${request}` : `replied that ${request} failed: ${failed}`;
      return `${actor} ${answers} (correlation id ${correlation}, reply to ${replyTo})`;
    },
    draws: (event) => {
      const to = { actor: event.actor, queue: event.replyTo };
      const what = event.failed === undefined ? "reply to" : "failure of";
      return toQueue(to, `${what} ${event.request} (correlation id ${event.correlation})`);
    },
    tone: "work",
  },
  "reply-received": {
    says: ({ actor, request, correlation, failed }) =>
      failed === undefined
        ? `${actor} received the reply to ${request} (correlation id ${correlation})`
        : `${actor} received the reply that ${request} failed: ${failed} (correlation id ${correlation})`,
    draws: "actor",
    tone: "good",
    mark: "answered",
  },
  "reply-stale": {
    says: (event) =>
      `${event.actor} mistook an old reply, to try ${event.try}, for the reply to ${event.request} (stale: the correlation id ${event.correlation} was reused)`,
    draws: "actor",
    tone: "warn",
    mark: "answered",
    flag: { kind: "stray", says: ({ request }) => `stale: an old reply mistaken for the reply to ${request}` },
  },
  "reply-late": {
    says: ({ actor, request, correlation }) =>
      `${actor} received the reply to ${request} after its timeout (late, correlation id ${correlation})`,
    draws: "actor",
    tone: "warn",
    mark: "answered",
  },
  "reply-duplicate": {
    says: ({ actor, request, correlation }) =>
      `${actor} received the reply to ${request} again (duplicate, correlation id ${correlation})`,
    draws: "actor",
    tone: "warn",
    mark: "answered",
  },
  "reply-orphaned": {
    says: ({ actor, correlation }) =>
      `${actor} received a reply to a request that it never sent (orphan, correlation id ${correlation})`,
    draws: "actor",
    tone: "warn",
    mark: "answered",
    flag: {
      kind: "stray",
      says: ({ request }) => `orphan: a reply to ${request}, which the requester does not know`,
    },
  },
});

function again(event: Correlated): string {
  return event.try > 1 ? ` (try ${event.try})` : "";
}
