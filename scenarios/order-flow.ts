import type { ScenarioSource } from "../engine/scenario/schema.ts";

/**
 * What every scenario of the order's flow stands on: a shop that asks for orders, the services behind their queues, and
 * a variant for each level of queue glue.
 */
export const FLOW_QUEUES: NonNullable<ScenarioSource["queues"]> = [
  { name: "orders" },
  { name: "stock" },
  { name: "payment" },
  { name: "shipping" },
  { name: "mail" },
];

const SERVICES = { stock: 300, payment: 400, shipping: 500, mail: 700 } as const;
type Service = keyof typeof SERVICES;
type Refusal = { readonly order: string; readonly action: "reserve" | "charge" | "ship" | "notify" };

/** The four services; each takes about its time, and says no to what is refused. */
export function flowWorkers(
  refuses: { readonly [service in Service]?: readonly Refusal[] } = {},
): ScenarioSource["workers"] {
  return (Object.keys(SERVICES) as Service[]).map((name) => ({
    name,
    queue: name,
    handler: {
      kind: "service" as const,
      serviceMs: [SERVICES[name] - 100, SERVICES[name] + 100] as [number, number],
      refuses: [...(refuses[name] ?? [])],
    },
  }));
}

/** The shop: orders are called order-1, order-2, …, and it waits for how each ends. */
export function shop(orders: number, patienceMs = 20_000): NonNullable<ScenarioSource["requesters"]> {
  return [
    { name: "shop", queue: "orders", requestName: "order", requests: orders, everyMs: 900, timeoutMs: patienceMs },
  ];
}

/** A variant for each level of glue, with the invariants that a level is there to break. */
export function levels(
  violates: { readonly [level: number]: readonly string[] } = {},
): NonNullable<ScenarioSource["variants"]> {
  return LEVELS.map((title, level) => ({
    id: `level-${level}`,
    title: `Level ${level}: ${title}`,
    set: { "flow.design": `glue-L${level}` },
    violates: [...(violates[level] ?? [])],
  }));
}

const LEVELS = [
  "naive",
  "idempotency keys",
  "a persisted table",
  "stored deadlines and a sweeper",
  "late answers reckoned with",
  "a compensation list",
  "an outbox",
];

/** The variants from one level to another. */
export function levelIds(from: number, to: number = 6): string[] {
  return LEVELS.map((_, level) => `level-${level}`).slice(from, to + 1);
}
