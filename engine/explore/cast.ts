import { type Action, SERVICE_QUEUES, type Step } from "../flow/order/order.ts";
import type { OrderDesign } from "../scenario/parts/flow/schema.ts";
import type { Draws } from "./draws.ts";

/** The participants and settings of a random run, without its faults. */
export type Cast = {
  readonly orders: readonly [string, ...string[]];
  readonly coordinators: number;
  /** Workers of each service. */
  readonly workers: { readonly [service in Service]: number };
  readonly refused: readonly Refusal[];
  /** How often a command is sent, the first time included. */
  readonly tries: number;
  readonly everyMs: number;
  readonly hopMs: number;
  /** How long a crashed coordinator stays down. */
  readonly downMs: number;
  /** How long the shop waits before it repeats a request for an order. */
  readonly shopWaitsMs: number;
};
/** How long the shop repeats its requests: longer than the longest faults and their consequences, one after the other. */
export const PATIENCE_MS = 600_000;
export type Service = (typeof SERVICE_QUEUES)[number];
/** The steps of an order's first version, which has no check. */
type FirstStep = Exclude<Step, "check">;
export type Refusal = { readonly order: string; readonly action: FirstStep };

/**
 * These designs keep an order's state in one process's memory. Two coordinators would fail without any fault, because each
 * would receive replies to the other's commands.
 */
const IN_ONE_MEMORY: readonly OrderDesign[] = ["glue-L0", "glue-L1"];
/** Shorter and longer than a step's timeout and its tries. In real time, only short ones, because real time is costly. */
const DOWN_MS = [1_000, 1_000, 5_000, 15_000, 30_000] as const;
const DOWN_IN_REAL_TIME_MS = [1_000, 1_000, 5_000] as const;
/** Shorter than the duration of an order, about equal, several times as long, and longer than the run. */
const SHOP_WAITS_MS = [1_000, 3_000, 10_000, PATIENCE_MS] as const;
const REFUSED_ONE_IN = 3;
const REFUSABLE = ["reserve", "charge", "ship"] as const;

export function drawCast(draws: Draws, design: OrderDesign, orderCount: number, longPauses: boolean): Cast {
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
    downMs: draws.oneOf(["down", ""], longPauses ? DOWN_MS : DOWN_IN_REAL_TIME_MS),
    shopWaitsMs: draws.oneOf(["shop waits", ""], SHOP_WAITS_MS),
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

/** The actions commanded for this order in a run without faults; with `any`, all possible actions. */
export function actionsOf({ refused }: Cast, order: string, any: boolean): readonly [Action, ...Action[]] {
  if (any) return ALL_ACTIONS;
  return UNDISTURBED[refused.find((one) => one.order === order)?.action ?? "nothing"];
}
