import { family } from "../family.ts";

export type InterventionAction =
  | { readonly kind: "crash"; readonly actor: string }
  | { readonly kind: "restart"; readonly actor: string }
  | { readonly kind: "pause"; readonly actor: string }
  | { readonly kind: "resume"; readonly actor: string };

export type ObserverEvent =
  /** What the broker says of a queue; recorded when it differs from the last look. */
  {
    readonly type: "queue-observed";
    readonly queue: string;
    readonly stored: number;
    readonly waiting: number;
    readonly inFlight: number;
    readonly deadLetters: number;
    /** Jobs wait, and none is delivered: as many are in flight as the queue allows, those that back off included. */
    readonly stalled?: true;
    /** Of a queue that takes jobs for later. */
    readonly scheduled?: number;
    /** Of a queue with priorities or groups: the same by level, or by partition. */
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
      const dead = deadLetters === 0 ? "" : `; dead letters: ${deadLetters}`;
      const full = stalled === true ? "; no more are delivered: as many are in flight as the queue allows" : "";
      return `${queue} holds ${stored}: ${waiting} not given out yet, ${inFlight} given out and not acked${dead}${full}`;
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

/** 'crash before-ack of worker-1 at order-3'; of a fault on the wire, what becomes of the message. */
export function describeFault({ what, target, job }: Extract<RunnerEvent, { type: "fault-injected" }>): string {
  switch (what) {
    case "wire lose":
      return `${job} from ${target} is lost on the wire`;
    case "wire delay":
      return `${job} from ${target} is held up on the wire`;
    case "wire duplicate":
      return `the wire makes two of ${job} from ${target}`;
    case "deploy":
      return `version 2 is deployed as ${target}`;
    case "outage":
      return "the world outside answers nobody";
    case "lose-store":
      return "everything that the coordinators have stored is gone";
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
      return `you started ${action.actor} again`;
    case "pause":
      return `you froze ${action.actor}`;
    case "resume":
      return `you let ${action.actor} go on`;
  }
}
