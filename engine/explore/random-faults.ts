import { ORDERS_QUEUE, QUEUE_OF, SERVICE_QUEUES } from "../flow/order/order.ts";
import { faultText } from "../scenario/faults/registry.ts";
import type { OrderDesign } from "../scenario/parts/flow/schema.ts";
import type { Scenario, ScenarioSource } from "../scenario/schema.ts";
import { validateScenario } from "../scenario/validate.ts";
import { formatCount, formatDuration } from "../trace/format.ts";
import { type Cast, drawCast, PATIENCE_MS } from "./cast.ts";
import { drawFault, SHOP } from "./draw-fault.ts";
import { Draws } from "./draws.ts";

export type RandomFaultsOptions = {
  readonly design: OrderDesign;
  /** Default: 4. */
  readonly orders?: number;
  /** The most faults; at least one is drawn, unless this is 0. Default: 6. */
  readonly mostFaults?: number;
  /** Allows pauses of more than two minutes. Default: true, which suits virtual time; too slow in real time. */
  readonly longPauses?: boolean;
};

/** A scenario made from a seed, and a description of it in one line. */
export type RandomFaults = { readonly scenario: Scenario; readonly says: string };

const SERVICE_MS = { stock: [100, 200], payment: [150, 250], shipping: [200, 300], mail: [100, 500] } as const;

/**
 * Makes a scenario of orders over five queues with random faults: a pure function of seed and options. All designs get the
 * same faults from the same seed, except that a design with one coordinator gets every coordinator fault in `coordinator-1`.
 */
export function randomFaults(
  seed: number,
  { design, orders = 4, mostFaults = 6, longPauses = true }: RandomFaultsOptions,
): RandomFaults {
  const draws = new Draws(seed);
  const cast = drawCast(draws, design, orders, longPauses);
  const count = mostFaults === 0 ? 0 : draws.int(["faults", ""], 1, mostFaults);
  const faults = Array.from({ length: count }, (_, n) => drawFault(draws, cast, n + 1, longPauses)).flat();
  const source = scenarioOf(seed, design, cast);
  const scenario = validateScenario({ ...source, shows: says(seed, cast, faults), faults }, `random faults ${seed}`);
  return { scenario, says: scenario.shows };
}

/** The same scenario with other faults. */
export function withFaults({ scenario }: RandomFaults, faults: Scenario["faults"]): RandomFaults {
  const shows = `${scenario.id} with fewer faults: ${listText(faults.map(faultText))}`;
  return { scenario: validateScenario({ ...scenario, faults, shows }, scenario.id), says: shows };
}

function says(
  seed: number,
  { orders, coordinators, refused, downMs, shopWaitsMs }: Cast,
  faults: Scenario["faults"],
): string {
  const no = refused.map(({ order, action }) => `${action} of ${order} refused`);
  const away = `${formatCount(coordinators, "coordinator")}, down for ${formatDuration(downMs)} after a crash`;
  const asks = shopWaitsMs < PATIENCE_MS ? `, requested again after ${formatDuration(shopWaitsMs)}` : "";
  const cast = `${formatCount(orders.length, "order")}${asks}, ${away}`;
  return `seed ${seed}: ${listText([cast, ...no, ...faults.map(faultText)])}`;
}

function scenarioOf(seed: number, design: OrderDesign, cast: Cast): ScenarioSource {
  return {
    id: `random-faults-${seed}`,
    title: `Random faults ${seed}, ${design}`,
    shows: "",
    seed,
    hopMs: cast.hopMs,
    limitMs: PATIENCE_MS + 60_000,
    queues: [{ name: ORDERS_QUEUE, ackWaitMs: 5_000 }, ...SERVICE_QUEUES.map((name) => ({ name, ackWaitMs: 1_500 }))],
    requesters: [
      {
        name: SHOP,
        queue: ORDERS_QUEUE,
        requestName: "order",
        requests: cast.orders.length,
        everyMs: cast.everyMs,
        timeoutMs: cast.shopWaitsMs,
        tries: PATIENCE_MS / cast.shopWaitsMs,
        asksAgain: true,
        restartAfterMs: 1_000,
      },
    ],
    workers: services(cast),
    flow: {
      design,
      coordinators: cast.coordinators,
      timeoutMs: 2_000,
      tries: cast.tries,
      sweepMs: 500,
      replyAckWaitMs: 3_000,
      restartAfterMs: cast.downMs,
    },
    // Messages are lost on purpose, which must not change the outcome of the orders.
    variants: [{ id: "soak", title: design, violates: ["nothing-lost", "replies-match"] }],
    claims: [{ id: "all-right", says: "Every order comes out right", check: { kind: "orders", damaged: {} } }],
  };
}

function services({ workers, refused }: Cast): ScenarioSource["workers"] {
  return SERVICE_QUEUES.map((name) => ({
    name,
    count: workers[name],
    queue: name,
    restartAfterMs: 1_000,
    handler: {
      kind: "service" as const,
      serviceMs: [...SERVICE_MS[name]] as [number, number],
      refuses: refused.filter(({ action }) => QUEUE_OF[action] === name),
    },
  }));
}

function listText(parts: readonly string[]): string {
  return parts.length === 0 ? "no faults" : parts.join("; ");
}
