import { type Action, SERVICE_QUEUES, type Step } from "../flow/order/order.ts";
import type { OrderDesign } from "../scenario/schema-flow.ts";
import type { Draws } from "./draws.ts";

/** Who takes part in a random run, and how it is set up; the faults are drawn on top of it. */
export type Cast = {
  readonly orders: readonly [string, ...string[]];
  readonly coordinators: number;
  /** Workers of each service. */
  readonly workers: { readonly [service in Service]: number };
  readonly refused: readonly Refusal[];
  /** Sends of a command in all. */
  readonly tries: number;
  readonly everyMs: number;
  readonly hopMs: number;
};
export type Service = (typeof SERVICE_QUEUES)[number];
/** The order as it stands at first: nobody has asked for the check of its second version. */
type FirstStep = Exclude<Step, "check">;
export type Refusal = { readonly order: string; readonly action: FirstStep };

/**
 * What these designs know of an order is in one process's memory: two coordinators would break without any fault, each
 * being answered what the other has asked.
 */
const IN_ONE_MEMORY: readonly OrderDesign[] = ["glue-L0", "glue-L1"];
const REFUSED_ONE_IN = 3;
const REFUSABLE = ["reserve", "charge", "ship"] as const;

export function drawCast(draws: Draws, design: OrderDesign, orderCount: number): Cast {
  const orders = Array.from({ length: orderCount }, (_, n) => `order-${n + 1}`);
  const workers = Object.fromEntries(SERVICE_QUEUES.map((name) => [name, draws.int(["workers", name], 1, 2)]));
  return {
    orders: orders as unknown as Cast["orders"],
    coordinators: IN_ONE_MEMORY.includes(design) ? 1 : draws.int(["coordinators", ""], 1, 3),
    workers: workers as Cast["workers"],
    refused: orders.flatMap((order) => drawRefusal(draws, order)),
    tries: draws.int(["tries", ""], 2, 3),
    everyMs: draws.int(["every", ""], 100, 1_500),
    hopMs: draws.oneOf(["hop", ""], [1, 5, 20, 40]),
  };
}

function drawRefusal(draws: Draws, order: string): Refusal[] {
  if (!draws.oneIn(["refused", order], REFUSED_ONE_IN)) return [];
  return [{ order, action: draws.oneOf<FirstStep>(["refusal", order], REFUSABLE) }];
}

const ALL_ACTIONS = ["reserve", "charge", "ship", "notify", "release", "refund", "recall", "apologize"] as const;
const UNDISTURBED: { readonly [refused in FirstStep | "nothing"]: readonly [Action, ...Action[]] } = {
  nothing: ["reserve", "charge", "ship", "notify"],
  reserve: ["reserve"],
  charge: ["reserve", "charge", "release"],
  ship: ["reserve", "charge", "ship", "notify", "apologize", "refund", "release"],
  notify: ["reserve", "charge", "ship", "notify"],
};

/** What services are asked for this order if nothing goes wrong; or, with `any`, what they may ever be asked. */
export function actionsOf({ refused }: Cast, order: string, any: boolean): readonly [Action, ...Action[]] {
  if (any) return ALL_ACTIONS;
  return UNDISTURBED[refused.find((one) => one.order === order)?.action ?? "nothing"];
}
