import type { ScenarioSource } from "../engine/scenario/schema.ts";

/**
 * What every scenario of the order's flow stands on: a shop that asks for orders, the services behind their queues, and
 * a variant for each level of queue glue.
 */
export const FLOW_QUEUES = [
  { name: "orders", ackWaitMs: 5_000 },
  { name: "stock", ackWaitMs: 1_500 },
  { name: "payment", ackWaitMs: 1_500 },
  { name: "shipping", ackWaitMs: 1_500 },
  { name: "mail", ackWaitMs: 1_500 },
] satisfies NonNullable<ScenarioSource["queues"]>;

const SERVICES = { stock: 150, payment: 200, shipping: 250, mail: 450 } as const;
type Service = keyof typeof SERVICES;
type ServiceChanges = {
  readonly refuses?: { readonly [service in Service]?: readonly Refusal[] };
  readonly slow?: { readonly [service in Service]?: number };
};
type Refusal = {
  readonly order: string;
  readonly action: "reserve" | "charge" | "ship" | "notify";
  readonly first?: boolean;
};

/** The four services, each with a worker; `slow` ones take that long, and all say no to what is refused. */
export function flowWorkers({ refuses = {}, slow = {} }: ServiceChanges = {}): NonNullable<ScenarioSource["workers"]> {
  return (Object.keys(SERVICES) as Service[]).map((name) => {
    const serviceMs = slow[name] ?? SERVICES[name];
    return {
      name,
      queue: name,
      restartAfterMs: 1_000,
      handler: {
        kind: "service" as const,
        serviceMs: [serviceMs - 50, serviceMs + 50] as [number, number],
        refuses: [...(refuses[name] ?? [])],
      },
    };
  });
}

/** The queues, with another visibility timeout for some. */
export function flowQueues(ackWaitMs: { readonly [service in Service]?: number }): NonNullable<
  ScenarioSource["queues"]
> {
  return FLOW_QUEUES.map((queue) => ({ ...queue, ackWaitMs: ackWaitMs[queue.name as Service] ?? queue.ackWaitMs }));
}

/** The shop: orders are called order-1, order-2, …, and it waits for how each ends. */
export function shop(orders: number, everyMs = 2_000, changes: Partial<Shop> = {}): Shop[] {
  return [
    { name: "shop", queue: "orders", requestName: "order", requests: orders, everyMs, timeoutMs: 10_000, ...changes },
  ];
}
type Shop = NonNullable<ScenarioSource["requesters"]>[number];

/** Coordinators that lose patience soon, so that a run is short enough to be watched. */
export function coordination(
  flow: Partial<NonNullable<ScenarioSource["flow"]>> = {},
): NonNullable<ScenarioSource["flow"]> {
  return {
    design: "glue-L0",
    timeoutMs: 2_000,
    sweepMs: 500,
    replyAckWaitMs: 3_000,
    restartAfterMs: 1_000,
    ask: { order: "order-2", atMs: 5_000 },
    ...flow,
  };
}

/**
 * A variant for each level of glue, and one for the orchestrator (which stands after level 6); an invariant is broken on
 * purpose up to a level.
 */
export function levels(
  brokenUpTo: { readonly [invariant: string]: number } = {},
): NonNullable<ScenarioSource["variants"]> {
  const broken = (at: number) =>
    Object.entries(brokenUpTo).flatMap(([invariant, last]) => (at <= last ? [invariant] : []));
  return [
    ...LEVELS.map((title, level) => ({
      id: `level-${level}`,
      title: `Level ${level}: ${title}`,
      set: { "flow.design": `glue-L${level}` },
      violates: broken(level),
    })),
    {
      id: ORCHESTRATED,
      title: "Orchestrated: one durable machine owns the order",
      set: { "flow.design": ORCHESTRATED },
      violates: broken(LEVELS.length),
    },
  ];
}

/** Broken on purpose in every design. */
export const ALWAYS = 7;
export const ORCHESTRATED = "orchestrated";
const LEVELS = [
  "naive",
  "idempotency keys",
  "a persisted table",
  "stored deadlines and a sweeper",
  "compensation of unanswered steps",
  "a compensation list",
  "an outbox",
];

/** The variants from one level to another. */
export function levelIds(from: number, to: number = 6): string[] {
  return LEVELS.map((_, level) => `level-${level}`).slice(from, to + 1);
}

type Damaged = Extract<Claim["check"], { kind: "orders" }>["damaged"];
type Claim = NonNullable<ScenarioSource["claims"]>[number];

/** Below a level these orders come out wrong, in these ways at least; from it on every order comes right. */
export function damageEnds(repairedAt: number, damaged: Damaged, says: string): Claim[] {
  return [
    {
      id: "damage",
      says,
      check: { kind: "orders", damaged, others: "any" },
      variants: levelIds(0, repairedAt - 1),
    },
    {
      id: "repaired",
      says: "Every order comes out right.",
      check: { kind: "orders", damaged: {} },
      variants: [...levelIds(repairedAt), ORCHESTRATED],
    },
  ];
}
