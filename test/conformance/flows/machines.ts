import { assign, setup } from "xstate";
import { defineFlow, type FlowDefinition, service } from "../../../engine/flow/orchestrator/definition.ts";

/** Soon enough to be waited for in real time, and later than a server needs to look at its schedules. */
export const NAP_MS = 700;

/** Longer than any case takes, on any machine. */
export const NEVER_MS = 3_600_000;

/** Sleeps, or works with one service; counts how often it was poked. */
const napping = (napMs: number) =>
  setup({
    types: {} as {
      context: { pokes: number; said: string };
      input: { work: boolean };
      events: { type: "POKE" } | { type: "WAKE" } | { type: "BREAK" };
      output: { pokes: number; said: string };
    },
    actors: { say: service<string, { pokes: number }>() },
  }).createMachine({
    id: "nap",
    context: { pokes: 0, said: "nothing" },
    initial: "deciding",
    states: {
      deciding: {
        always: [
          {
            guard: ({ event }) => (event as unknown as { input?: { work: boolean } }).input?.work === true,
            target: "working",
          },
          { target: "sleeping" },
        ],
      },
      sleeping: {
        after: { [napMs]: { target: "over" } },
        on: {
          POKE: { actions: assign({ pokes: ({ context }) => context.pokes + 1 }) },
          WAKE: { target: "working" },
          BREAK: {
            actions: assign(() => {
              throw new Error("a nightmare");
            }),
          },
        },
      },
      working: {
        invoke: {
          src: "say",
          id: "say",
          input: ({ context }) => ({ pokes: context.pokes }),
          onDone: { target: "over", actions: assign({ said: ({ event }) => event.output }) },
          onError: { target: "over", actions: assign({ said: "not said" }) },
        },
        on: {
          POKE: { actions: assign({ pokes: ({ context }) => context.pokes + 1 }) },
          WAKE: { target: "working", reenter: true },
        },
      },
      over: { type: "final" },
    },
    output: ({ context }) => context,
  });

export const VOICE = "voice";

export function napFlow(changes: Partial<FlowDefinition> = {}, napMs = NAP_MS): FlowDefinition {
  return {
    ...defineFlow({
      name: "nap",
      version: "1",
      machine: napping(napMs),
      exampleInput: { work: false },
      commands: { say: { queue: VOICE, timeoutMs: NEVER_MS, tries: 1 } },
    }),
    ...changes,
  };
}

/** Works with one service, until it is cancelled. */
export function cancellableFlow(): FlowDefinition {
  const cancellable = setup({ types: {} as { input: { work: boolean } }, actors: { say: service<string, null>() } });
  return defineFlow({
    name: "nap",
    version: "1",
    machine: cancellable.createMachine({
      id: "nap",
      initial: "working",
      states: {
        working: {
          invoke: { src: "say", id: "say", input: null, onDone: "over", onError: "over" },
          on: { CANCEL: "cancelled" },
        },
        over: { type: "final" },
        cancelled: { type: "final" },
      },
    }),
    exampleInput: { work: false },
    commands: { say: { queue: VOICE, timeoutMs: NEVER_MS, tries: 1 } },
  });
}

/** Keeps what it is told, and so grows. */
export function hoardFlow(): FlowDefinition {
  const hoarding = setup({
    types: {} as {
      context: { kept: string[]; count: number };
      events: { type: "KEEP"; text: string } | { type: "COUNT" } | { type: "DROP" } | { type: "END" };
      input: object;
    },
  });
  return defineFlow({
    name: "hoard",
    version: "1",
    machine: hoarding.createMachine({
      id: "hoard",
      context: { kept: [], count: 0 },
      initial: "keeping",
      states: {
        keeping: {
          on: {
            KEEP: { actions: assign({ kept: ({ context, event }) => [...context.kept, event.text] }) },
            COUNT: { actions: assign({ count: ({ context }) => context.count + 1 }) },
            DROP: { actions: assign({ kept: [] }) },
            END: { target: "over" },
          },
        },
        over: { type: "final" },
      },
    }),
    exampleInput: {},
    commands: {},
  });
}
