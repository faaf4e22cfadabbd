import { assign, raise, setup } from "xstate";
import {
  defineFlow,
  service,
  type FlowDefinition,
  type TypedDefinition,
} from "../../../engine/flow/orchestrator/definition.ts";

export type TeaContext = { readonly cups: number; readonly taste: string };

/** A small flow with everything: a state that is entered again, a delay, signals, a parallel pair, a final output. */
export const teaMachine = setup({
  types: {} as {
    context: TeaContext;
    input: { readonly cups: number };
    events:
      | { type: "AGAIN" }
      | { type: "SIT" }
      | { type: "SERVE" }
      | { type: "CANCEL" }
      | { type: "BREAK" }
      | { type: "CLOCK" }
      | { type: "DIZZY" }
      | { type: "REMIND"; in: number }
      | { type: "REMINDED" };
    output: { readonly cups: number; readonly taste: string };
  },
  actors: { boil: service<{ readonly degrees: number }, { readonly cups: number }>(), pour: service<string, null>() },
}).createMachine({
  id: "tea",
  context: ({ input }) => ({ cups: input.cups, taste: "none" }),
  initial: "boiling",
  states: {
    boiling: {
      invoke: {
        id: "kettle",
        src: "boil",
        input: ({ context }) => ({ cups: context.cups }),
        onDone: { target: "steeping" },
        onError: { target: "cold" },
      },
      on: { AGAIN: { target: "boiling", reenter: true }, CANCEL: { target: "cold" } },
    },
    steeping: {
      after: { 60_000: { target: "pouring" } },
      on: {
        AGAIN: { target: "steeping", reenter: true },
        SERVE: { target: "pouring" },
        SIT: {},
        DIZZY: { target: "left" },
        REMIND: { actions: raise({ type: "REMINDED" }, { id: "reminder", delay: ({ event }) => event.in }) },
        REMINDED: { target: "pouring" },
        BREAK: {
          actions: assign(() => {
            throw new Error("the pot broke");
          }),
        },
        CLOCK: { actions: assign({ taste: () => new Map() as unknown as string }) },
      },
    },
    pouring: {
      invoke: {
        id: "pot",
        src: "pour",
        input: null,
        onDone: { target: "served", actions: assign({ taste: ({ event }) => event.output }) },
        onError: "cold",
      },
    },
    left: { always: "right" },
    right: { always: "left" },
    served: { type: "final" },
    cold: { type: "final" },
  },
  output: ({ context }) => context,
});

export type TeaChanges = Partial<Omit<TypedDefinition<typeof teaMachine>, "machine" | "name" | "exampleInput">>;

/** The queue of its services is `kitchen`. */
export function teaFlow(changes: TeaChanges = {}): FlowDefinition {
  return defineFlow({
    name: "tea",
    version: "1",
    machine: teaMachine,
    exampleInput: { cups: 2 },
    commands: {
      boil: { queue: "kitchen", timeoutMs: 5_000, tries: 2 },
      pour: { queue: "kitchen", timeoutMs: 5_000, tries: null, backoff: { kind: "fixed", delayMs: 700 } },
    },
    ...changes,
  });
}
