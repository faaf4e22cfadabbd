import type { AnyStateMachine } from "xstate";
import type { FlowDefinition } from "./definition.ts";
import { orderDefinition, type OrderFlowOptions, orderMachine, orderSetup, told } from "./order-machine.ts";

/**
 * Version 2 of the order: the payment provider checks it for fraud before it charges the card. Its authors have put both
 * into one state `paying`; so where a flow of version 1 is in `charging`, this machine has no such state.
 */
type State = { readonly invoke?: { readonly onDone?: object } };
/** Its types are checked where version 1 is written; XState gives them back in a form that says less. */
const first = orderMachine.config as { readonly states?: { readonly [state: string]: State } };
const { charging: _, reserving, ...others } = first.states ?? {};

const paying = orderSetup.createStateConfig({
  initial: "checking",
  states: {
    checking: {
      description: "The payment provider is asked whether it looks like fraud.",
      invoke: {
        id: "check",
        src: "check",
        input: told("check"),
        onDone: "charging",
        onError: { target: "#order.cancelling", actions: { type: "noteWhy", params: "check" } },
      },
    },
    charging: {
      description: "The payment provider is asked for the money.",
      invoke: {
        id: "charge",
        src: "charge",
        input: told("charge"),
        onDone: { target: "#order.fulfilling", actions: { type: "mustUndo", params: "refund" } },
        onError: [
          {
            guard: "changedNothing",
            target: "#order.cancelling",
            actions: { type: "noteWhy", params: "charge" },
          },
          {
            target: "#order.cancelling",
            actions: [
              { type: "noteWhy", params: "charge" },
              { type: "mustUndo", params: "refund" },
            ],
          },
        ],
      },
    },
  },
  on: { CANCEL: { target: "cancelling", actions: ["customerCancelled", { type: "mustUndo", params: "refund" }] } },
});

const reservingFirst = {
  ...reserving,
  invoke: { ...reserving?.invoke, onDone: { ...reserving?.invoke?.onDone, target: "paying" } },
};

const create = orderSetup.createMachine as unknown as (config: object) => AnyStateMachine;
const machine = create({ ...first, states: { reserving: reservingFirst, paying, ...others } });

/** `version`: what it is registered as. Under the name of version 1 it takes that version's flows for its own. */
export function orderFlow2(options: OrderFlowOptions, version: "1" | "2" = "2"): FlowDefinition {
  return orderDefinition(version, machine, options);
}
