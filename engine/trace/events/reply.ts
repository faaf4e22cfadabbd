import { toQueue } from "../diagram-parts.ts";
import { family } from "../family.ts";
import { formatMs } from "../format.ts";

/** What happens between who asks and who answers; `try` counts the tries of one request, from 1. */
export type ReplyEvent =
  | ({ readonly type: "request-sent"; readonly queue: string; readonly waitsUntil: number } & Correlated)
  | ({ readonly type: "request-timed-out"; readonly queue: string } & Correlated)
  /**
   * The service answers: the reply is on its way into the requester's reply queue. `failed`: the request ended without an
   * answer, and why.
   */
  | ({
      readonly type: "reply-sent";
      readonly job: string;
      readonly attempt: number;
      readonly failed?: string;
    } & Correlated)
  /** It closed the request that it answers. */
  | ({ readonly type: "reply-received"; readonly failed?: string } & Correlated)
  /** It closed a later try than the one that it answers: the correlation id was used again. */
  | ({ readonly type: "reply-stale" } & Correlated)
  /** Its request had been given up. */
  | ({ readonly type: "reply-late" } & Correlated)
  /** Its request had been answered already. */
  | ({ readonly type: "reply-duplicate" } & Correlated)
  /** Nobody here has ever asked. */
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
      return `${actor} asks ${queue} for ${request}${again(event)} and waits until ${formatMs(waitsUntil)} (correlation id ${correlation}, reply to ${replyTo})`;
    },
    draws: (event) => {
      const nth = event.try > 1 ? `, try ${event.try}` : "";
      const address = `reply to ${event.replyTo}, correlation id ${event.correlation}`;
      return toQueue(event, `asks for ${event.request}${nth} (${address})`);
    },
    tone: "plain",
    mark: "asked",
    flowMark: "asked",
  },
  "request-timed-out": {
    says: (event) => `${event.actor} waits no longer for ${event.request} (try ${event.try} timed out)`,
    draws: "actor",
    tone: "bad",
    mark: "gave-up",
    flowMark: "gave-up",
    flag: { kind: "gave-up", says: ({ actor, request }) => `${actor} waits no longer for ${request}` },
  },
  "reply-sent": {
    says: ({ actor, request, correlation, replyTo, failed }) => {
      const answers = failed === undefined ? `answers ${request}` : `reports that ${request} failed: ${failed}`;
      return `${actor} ${answers} (correlation id ${correlation}, reply to ${replyTo})`;
    },
    draws: (event) => {
      const to = { actor: event.actor, queue: event.replyTo };
      const what = event.failed === undefined ? "answer to" : "failure of";
      return toQueue(to, `${what} ${event.request} (correlation id ${event.correlation})`);
    },
    tone: "work",
  },
  "reply-received": {
    says: ({ actor, request, correlation, failed }) =>
      failed === undefined
        ? `${actor} got the answer to ${request} (correlation id ${correlation})`
        : `${actor} heard that ${request} failed: ${failed} (correlation id ${correlation})`,
    draws: "actor",
    tone: "good",
    mark: "answered",
  },
  "reply-stale": {
    says: (event) =>
      `${event.actor} took an old answer, to try ${event.try}, for the answer to ${event.request} (stale: the correlation id ${event.correlation} was used again)`,
    draws: "actor",
    tone: "warn",
    mark: "answered",
    flag: { kind: "stray", says: ({ request }) => `stale: an old answer taken for the answer to ${request}` },
  },
  "reply-late": {
    says: ({ actor, request, correlation }) =>
      `${actor} got the answer to ${request} after it had given up (late, correlation id ${correlation})`,
    draws: "actor",
    tone: "warn",
    mark: "answered",
  },
  "reply-duplicate": {
    says: ({ actor, request, correlation }) =>
      `${actor} got the answer to ${request} once more (duplicate, correlation id ${correlation})`,
    draws: "actor",
    tone: "warn",
    mark: "answered",
  },
  "reply-orphaned": {
    says: ({ actor, correlation }) =>
      `${actor} got an answer that it never asked for (orphan, correlation id ${correlation})`,
    draws: "actor",
    tone: "warn",
    mark: "answered",
    flag: {
      kind: "stray",
      says: ({ request }) => `orphan: an answer to ${request} that nobody remembers asking for`,
    },
  },
});

function again(event: Correlated): string {
  return event.try > 1 ? ` for the ${{ 2: "second", 3: "third" }[event.try] ?? `${event.try}th`} time` : "";
}
