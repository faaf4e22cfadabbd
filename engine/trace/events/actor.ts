import { family } from "../family.ts";
import { formatDuration } from "../format.ts";

export type ActorRole =
  | "producer"
  | "requester"
  | "worker"
  /** Adds events to a log. */
  | "appender"
  /** Reads a log from offsets of its own. */
  | "reader"
  /** Drives orders through their steps: hand-made over queues, or as an orchestrator. */
  | "coordinator"
  | "orchestrator"
  /** Works at the desk for dead letters. */
  | "desk"
  | "world"
  | "observer"
  | "runner";

export type ActorEvent =
  | { readonly type: "actor-started"; readonly role: ActorRole }
  /** Recorded by the host, which alone can know: the dead do not speak. */
  | {
      readonly type: "actor-crashed";
      readonly role: ActorRole;
      readonly by: "fault" | "intervention" | "unexpected";
      readonly detail: string;
    }
  | { readonly type: "actor-stopped"; readonly role: ActorRole }
  /** Frozen, not dead: nothing of it happens until it is resumed, and nobody is told. Recorded by the host. */
  | { readonly type: "actor-paused"; readonly role: ActorRole; readonly by: "fault" | "intervention" }
  | { readonly type: "actor-resumed"; readonly role: ActorRole; readonly by: "fault" | "intervention" }
  /**
   * A step of the engine's own failed, and no caller was waiting for it: `where` and `step` say which. `retryInMs` is when it is
   * tried again; null: it is not.
   */
  | {
      readonly type: "engine-step-failed";
      readonly where: string;
      readonly step: string;
      readonly error: string;
      readonly retryInMs: number | null;
      readonly job?: string;
    }
  /** A producer has sent all that it had to send; a requester, too, has heard of all or given up. */
  | { readonly type: "producer-finished"; readonly queue: string; readonly jobs: number };

export const actorEvents = family<ActorEvent>({
  "actor-started": {
    says: ({ actor, incarnation }) =>
      incarnation > 1 ? `${actor} started again (incarnation ${incarnation})` : `${actor} started`,
    draws: "actor",
    tone: "plain",
    mark: "actor",
    flowMark: "actor",
    flag: {
      kind: "restart",
      when: ({ incarnation }) => incarnation > 1,
      says: ({ actor }) => `${actor} started again`,
    },
  },
  "actor-crashed": {
    says: (event) => describeCrash(event.actor, event),
    draws: "actor",
    tone: "bad",
    mark: "actor",
    flowMark: "actor",
    flag: {
      kind: "crash",
      // A crash by hand is flagged once, as the intervention that it is.
      when: ({ by }) => by !== "intervention",
      says: ({ actor }) => `${actor} crashed`,
    },
  },
  "actor-stopped": {
    says: ({ actor }) => `${actor} stopped in good order`,
    draws: null,
    tone: "plain",
    mark: "actor",
    flowMark: "actor",
  },
  "actor-paused": {
    says: ({ actor, by }) => `${actor} froze${by === "fault" ? " (planned in the scenario)" : " (by hand)"}`,
    draws: "actor",
    tone: "bad",
    mark: "actor",
    flowMark: "actor",
    flag: { kind: "frozen" },
  },
  "actor-resumed": {
    says: ({ actor }) => `${actor} goes on where it was frozen`,
    draws: "actor",
    tone: "plain",
    mark: "actor",
    flowMark: "actor",
    flag: { kind: "frozen" },
  },
  "engine-step-failed": {
    says: ({ actor, step, where, error, retryInMs }) =>
      `${actor} could not ${step} (${where}): ${error}; ${retryInMs === null ? "not tried again" : `tried again in ${formatDuration(retryInMs)}`}`,
    draws: "actor",
    tone: "bad",
  },
  "producer-finished": {
    says: ({ actor, jobs, queue }) =>
      jobs === 0 ? `${actor} has nothing to send to ${queue}` : `${actor} has sent all ${jobs} of its jobs to ${queue}`,
    draws: null,
    tone: "plain",
  },
});

function describeCrash(actor: string, { by, detail }: Extract<ActorEvent, { type: "actor-crashed" }>): string {
  const where = detail === "" ? "" : `: ${detail}`;
  switch (by) {
    case "fault":
      return `${actor} crashed${where} (planned in the scenario)`;
    case "intervention":
      return `${actor} crashed (by hand)`;
    case "unexpected":
      return `${actor} crashed${where} (unexpectedly)`;
  }
}
