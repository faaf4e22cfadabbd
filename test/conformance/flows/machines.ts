import { assign, setup } from "xstate";
import { defineFlow, type FlowDefinition, service } from "../../../engine/flow/orchestrator/definition.ts";

/** Soon enough to be waited for in real time, and later than a server needs to look at its schedules. */
export const NAP_MS = 700;

/** Sleeps, or works with one service; counts how often it was poked. */
const machine = setup({
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
      after: { [NAP_MS]: { target: "over" } },
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

export function napFlow(changes: Partial<FlowDefinition> = {}): FlowDefinition {
  return {
    ...defineFlow({
      name: "nap",
      version: "1",
      machine,
      exampleInput: { work: false },
      commands: { say: { queue: VOICE, timeoutMs: 20_000, tries: 1 } },
    }),
    ...changes,
  };
}
