import { family } from "../family.ts";
import { formatCount } from "../format.ts";

export type InterventionAction =
  | { readonly kind: "crash"; readonly actor: string }
  | { readonly kind: "restart"; readonly actor: string }
  | { readonly kind: "pause"; readonly actor: string }
  | { readonly kind: "resume"; readonly actor: string };

export type ObserverEvent =
  /** The broker's report on a queue, recorded when it differs from the previous report. */
  {
    readonly type: "queue-observed";
    readonly queue: string;
    readonly stored: number;
    readonly waiting: number;
    readonly inFlight: number;
    readonly deadLetters: number;
    /** Jobs wait and none is delivered, because the limit for jobs in flight (those backing off included) is reached. */
    readonly stalled?: true;
    /** Jobs whose delay has not passed; in a queue with delayed jobs. */
    readonly scheduled?: number;
    /** The counts of each priority level, or each partition; in a queue with priorities or groups. */
    readonly lanes?: { readonly [lane: string]: { readonly waiting: number; readonly inFlight: number } };
  };

export type RunnerEvent =
  | {
      readonly type: "fault-injected";
      readonly fault: number;
      readonly what: string;
      readonly target: string;
      readonly job: string | null;
    }
  | { readonly type: "intervention-made"; readonly action: InterventionAction }
  | { readonly type: "check-passed"; readonly check: string; readonly detail: string }
  | { readonly type: "check-failed"; readonly check: string; readonly detail: string };

export const observerEvents = family<ObserverEvent>({
  "queue-observed": {
    says: ({ queue, stored, waiting, inFlight, deadLetters, stalled }) => {
      const dead = deadLetters === 0 ? "" : `; ${formatCount(deadLetters, "dead letter")}`;
      const full = stalled === true ? "; no more are delivered: the limit for jobs in flight is reached" : "";
      return `${queue} holds ${formatCount(stored, "job")}: ${waiting} waiting, ${inFlight} in flight${dead}${full}`;
    },
    draws: null,
    tone: "plain",
  },
});

export const runnerEvents = family<RunnerEvent>({
  "fault-injected": {
    says: (event) => `fault: ${describeFault(event)}`,
    draws: null,
    tone: "bad",
    flag: { kind: "fault" },
  },
  "intervention-made": {
    says: ({ action }) => describeIntervention(action),
    draws: null,
    tone: "bad",
    flag: { kind: "intervention" },
  },
  "check-passed": {
    says: ({ check, detail }) => `check passed: ${check} (${detail})`,
    draws: null,
    tone: "good",
  },
  "check-failed": {
    says: ({ check, detail }) => `check failed: ${check} (${detail})`,
    draws: null,
    tone: "bad",
  },
});

/** 'crash before-ack of worker-1 at order-3'. For a network fault: what happens to the message. */
export function describeFault({ what, target, job }: Extract<RunnerEvent, { type: "fault-injected" }>): string {
  const [kind, ...point] = what.split(" ");
  const where = job === null ? "" : ` (${point.join(" ")} of ${job})`;
  if (kind === "cut") return `the connection of ${target} is cut${where}`;
  if (kind === "slow") return `${target} becomes slow${where}`;
  switch (what) {
    case "wire lose":
      return `${job} from ${target} is lost on the wire`;
    case "wire delay":
      return `${job} from ${target} is delayed on the wire`;
    case "wire duplicate":
      return `${job} from ${target} is duplicated on the wire`;
    case "deploy":
      return `version 2 is deployed as ${target}`;
    case "rolling-deploy":
      return `the next version of ${target} is deployed, one worker after the other`;
    case "scale":
      return `the number of workers changes: ${target}`;
    case "outage":
      return "the outside services do not answer";
    case "lose-store":
      return "the stored state of the coordinators is lost";
    case "server-kill":
      return `${target} is killed`;
    default:
      return `${what} of ${target}${job === null ? "" : ` at ${job}`}`;
  }
}

/** 'you crashed worker-1' */
export function describeIntervention(action: InterventionAction): string {
  switch (action.kind) {
    case "crash":
      return `you crashed ${action.actor}`;
    case "restart":
      return `you restarted ${action.actor}`;
    case "pause":
      return `you paused ${action.actor}`;
    case "resume":
      return `you resumed ${action.actor}`;
  }
}
