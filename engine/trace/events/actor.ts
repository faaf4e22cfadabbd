import { family } from "../family.ts";
import { formatCount, formatDuration } from "../format.ts";

export type ActorRole =
  | "producer"
  | "requester"
  | "worker"
  /** A producer of a log: appends events. */
  | "log-producer"
  /** Reads a log from its own offsets. */
  | "reader"
  /** Drives orders through their steps: as queue glue, or as an orchestrator. */
  | "coordinator"
  | "orchestrator"
  /** The operator of a dead-letter queue. */
  | "operator"
  | "outside"
  | "observer"
  | "runner";

export type ActorEvent =
  | { readonly type: "actor-started"; readonly role: ActorRole }
  /** Recorded by the host, because a crashed actor cannot record anything. */
  | {
      readonly type: "actor-crashed";
      readonly role: ActorRole;
      readonly by: "fault" | "intervention" | "unexpected";
      readonly detail: string;
    }
  | { readonly type: "actor-stopped"; readonly role: ActorRole }
  /** The actor is alive but does nothing until it is resumed, and the server is not informed. Recorded by the host. */
  | { readonly type: "actor-paused"; readonly role: ActorRole; readonly by: "fault" | "intervention" }
  | { readonly type: "actor-resumed"; readonly role: ActorRole; readonly by: "fault" | "intervention" }
  /** Each job that the actor begins within the next `forMs` takes `times` as long as usual. It ends with the incarnation. */
  | { readonly type: "actor-slowed"; readonly role: ActorRole; readonly times: number; readonly forMs: number }
  /**
   * A step of the engine itself failed and no caller was waiting for it. `where` and `step` name the step. `retryInMs` is
   * the time until the next try; null: there is none.
   */
  | {
      readonly type: "engine-step-failed";
      readonly where: string;
      readonly step: string;
      readonly error: string;
      readonly retryInMs: number | null;
      readonly job?: string;
    }
  /** A producer has sent all of its jobs. A requester has also received every reply, or given up on it. */
  | { readonly type: "producer-finished"; readonly queue: string; readonly jobs: number };

export const actorEvents = family<ActorEvent>({
  "actor-started": {
    says: ({ actor, incarnation }) =>
      incarnation > 1 ? `${actor} restarted (incarnation ${incarnation})` : `${actor} started`,
    draws: "actor",
    tone: "plain",
    mark: "actor",
    flowMark: "actor",
    flag: {
      kind: "restart",
      when: ({ incarnation }) => incarnation > 1,
      says: ({ actor }) => `${actor} restarted`,
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
      // A crash by hand already has a flag, as an intervention.
      when: ({ by }) => by !== "intervention",
      says: ({ actor }) => `${actor} crashed`,
    },
  },
  "actor-stopped": {
    says: ({ actor }) => `${actor} shut down cleanly`,
    draws: null,
    tone: "plain",
    mark: "actor",
    flowMark: "actor",
  },
  "actor-paused": {
    says: ({ actor, by }) => `${actor} was paused${by === "fault" ? " (planned in the scenario)" : " (by hand)"}`,
    draws: "actor",
    tone: "bad",
    mark: "actor",
    flowMark: "actor",
    flag: { kind: "paused" },
  },
  "actor-resumed": {
    says: ({ actor }) => `${actor} was resumed`,
    draws: "actor",
    tone: "plain",
    mark: "actor",
    flowMark: "actor",
    flag: { kind: "paused" },
  },
  "actor-slowed": {
    says: ({ actor, times, forMs }) =>
      `${actor} became slow: for ${formatDuration(forMs)}, each job that it begins takes ${times} times as long`,
    draws: "actor",
    tone: "bad",
    mark: "actor",
    flowMark: "actor",
  },
  "engine-step-failed": {
    says: ({ actor, step, where, error, retryInMs }) =>
      `${actor} could not ${step} (${where}): ${error}; ${retryInMs === null ? "no retry" : `retry in ${formatDuration(retryInMs)}`}`,
    draws: "actor",
    tone: "bad",
  },
  "producer-finished": {
    says: ({ actor, jobs, queue }) =>
      `${actor} finished: it sent ${jobs === 0 ? "no jobs" : formatCount(jobs, "job")} to ${queue}`,
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
