import type { AnyStateMachine } from "xstate";
import type { FlowDefinition } from "./definition.ts";
import { orderDefinition, type OrderFlowOptions, orderMachine, orderSetup, told } from "./order-machine.ts";

/**
 * Version 2 of the order: the payment provider checks it for fraud before it charges the card. Both steps are in one state
 * `paying`, so this machine does not have the state `charging` of version 1.
 */
type State = { readonly invoke?: { readonly onDone?: object } };
/** The types are checked in version 1; XState returns them in a less precise form. */
const first = orderMachine.config as { readonly states?: { readonly [state: string]: State } };
const { charging: _, reserving, ...others } = first.states ?? {};

const paying = orderSetup.createStateConfig({
  initial: "checking",
  states: {
    checking: {
      description: "The payment provider checks the order for fraud.",
      invoke: {
        id: "check",
        src: "check",
        input: told("check"),
        onDone: "charging",
        onError: { target: "#order.cancelling", actions: { type: "noteWhy", params: "check" } },
      },
    },
    charging: {
      description: "The payment provider charges the card.",
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

/** `version`: its registered name. Under the name of version 1 it takes over that version's flows as its own. */
export function orderFlow2(options: OrderFlowOptions, version: "1" | "2" = "2"): FlowDefinition {
  return orderDefinition(version, machine, options);
}
