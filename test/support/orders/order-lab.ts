import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import type { RealmBroker } from "../../../engine/broker/realm-broker.ts";
import { createSimBroker } from "../../../engine/broker/sim-broker.ts";
import { VirtualClock } from "../../../engine/clock/virtual-clock.ts";
import { enterVirtualRealm } from "../../../engine/clock/virtual-realm.ts";
import { type FlowClient, openFlowClient } from "../../../engine/flow/orchestrator/client.ts";
import { declareOrchestrator } from "../../../engine/flow/orchestrator/declare.ts";
import { timersQueue } from "../../../engine/flow/orchestrator/names.ts";
import { createOrderOrchestrator } from "../../../engine/flow/orchestrator/order-orchestrator.ts";
import { ORDERS_QUEUE, SERVICE_QUEUES } from "../../../engine/flow/order/order.ts";
import { declareQueue, inspectQueue } from "../../../engine/queue/declare/declare.ts";
import { type Answer, createRequester } from "../../../engine/reply/requester.ts";
import type { EventOf, EventType, TraceEvent } from "../../../engine/trace/events.ts";
import type { CrashPoint } from "../../../engine/trace/crash-point.ts";
import type { PointScope, Probe } from "../../../engine/trace/probe.ts";
import { Collector, createRecorder } from "../../../engine/trace/recorder.ts";
import { queueConfig, startServices } from "./services.ts";
import { type Behaviours, doesEverything, OrderOutside } from "./outside.ts";

const NAMESPACE = "lab";
const ACK_WAIT_MS = 2_000;
const RESTART_AFTER_MS = 300;
const HOP_MS = 1;
const LOOK_EVERY_MS = 500;

/** One pass of a crash point by an orchestrator, over all its incarnations. */
export type Pass = PointScope & { readonly point: CrashPoint; readonly actor: string; readonly nth: number };

export type OrderRunOptions = {
  readonly orders?: number;
  readonly orchestrators?: readonly string[];
  readonly behaviours?: Behaviours;
  readonly serviceConcurrency?: number;
  /** The services' visibility timeout. */
  readonly serviceAckWaitMs?: number;
  readonly timeoutMs?: number;
  readonly tries?: number;
  /** Does an orchestrator die at this pass? Passes are counted per orchestrator, from 1. */
  readonly diesAt?: (pass: Pass) => boolean;
  /** Does this orchestrator die after this tick of the run? */
  readonly diesAfter?: { readonly orchestrator: string; readonly tick: number };
  /** Who stays dead. */
  readonly neverRestarted?: readonly string[];
  /** What else happens, beside the orders. */
  readonly script?: (run: RunningOrders) => Promise<void>;
  readonly limitMs?: number;
};

export type RunningOrders = {
  readonly clock: VirtualClock;
  readonly client: FlowClient;
  readonly connection: NatsConnection;
  readonly outside: OrderOutside;
  readonly events: readonly TraceEvent[];
  kill(orchestrator: string): void;
};

export type OrderRun = {
  readonly events: readonly TraceEvent[];
  readonly passes: readonly Pass[];
  readonly outside: OrderOutside;
  /** What the shop was told, by order. */
  readonly answers: ReadonlyMap<string, Answer>;
  readonly deaths: number;
  readonly endedAt: number;
};

/** Orders from a shop to their answers under virtual time, on the simulated server, driven by orchestrators that may die. */
export async function runOrders(options: OrderRunOptions = {}): Promise<OrderRun> {
  const clock = new VirtualClock();
  const leave = enterVirtualRealm(clock, 1);
  try {
    const lab = new OrderLab(clock, createSimBroker({ clock, hopMs: HOP_MS }), options);
    let over = false;
    const outcome = lab.run().finally(() => (over = true));
    outcome.catch(() => undefined);
    const afterTick = (tick: number) => {
      if (tick === options.diesAfter?.tick) lab.kill(options.diesAfter.orchestrator);
    };
    const end = await clock.run({ done: () => over, limitMs: options.limitMs ?? 600_000, afterTick });
    if (!over) throw new Error(`the orders did not end (${end} at ${clock.now()} ms): ${lab.standing()}`);
    await outcome;
    return lab.result();
  } finally {
    leave();
  }
}

export function eventsOf<T extends EventType>(run: { events: readonly TraceEvent[] }, type: T): EventOf<T>[] {
  return run.events.filter((event): event is EventOf<T> => event.type === type);
}

class OrderLab {
  private readonly clock: VirtualClock;
  private readonly broker: RealmBroker;
  private readonly options: OrderRunOptions;
  private readonly collector = new Collector();
  private readonly outside = new OrderOutside();
  private readonly passes: Pass[] = [];
  private readonly answers = new Map<string, Answer>();
  private readonly kills = new Map<string, () => void>();
  private deaths = 0;

  constructor(clock: VirtualClock, broker: RealmBroker, options: OrderRunOptions) {
    this.clock = clock;
    this.broker = broker;
    this.options = options;
  }

  result(): OrderRun {
    const { passes, outside, answers, deaths } = this;
    return { events: this.collector.events, passes, outside, answers, deaths, endedAt: this.clock.now() };
  }

  standing(): string {
    return this.collector.events
      .slice(-12)
      .map((event) => JSON.stringify(event))
      .join("\n");
  }

  async run(): Promise<void> {
    const { behaviours = doesEverything, orders = 1, orchestrators = ["orchestrator"], script } = this.options;
    const connection = await this.broker.connect("lab");
    const jsm = await jetstreamManager(connection);
    const { serviceAckWaitMs = ACK_WAIT_MS } = this.options;
    const queue = (name: string) => queueConfig(NAMESPACE, name, ACK_WAIT_MS);
    const services = SERVICE_QUEUES.map((name) => queueConfig(NAMESPACE, name, serviceAckWaitMs));
    const all = [...[ORDERS_QUEUE, "order-events", "shop-replies"].map(queue), ...services];
    for (const one of all) await declareQueue(jsm, one);
    await declareOrchestrator(connection, queue("order-events"));
    const { clock, outside } = this;
    const probe = this.probe("services", 1);
    const concurrency = this.options.serviceConcurrency ?? 1;
    const rest = { connection, namespace: NAMESPACE, clock, probe, outside, behaviours, concurrency };
    await startServices(rest, serviceAckWaitMs);
    for (const name of orchestrators) this.incarnate(name, 1);
    const shop = await createRequester(jetstream(connection), {
      replyQueue: queue("shop-replies"),
      clock,
      probe: this.probe("shop", 1),
    });
    const asked = Array.from({ length: orders }, async (_, at) => {
      const order = `order-${at + 1}`;
      const answer = await shop.request(ORDERS_QUEUE, order, { order, amountCents: 2_000 }, { timeoutMs: 500_000 });
      this.answers.set(order, answer);
    });
    const client = await openFlowClient({ connection, events: queue("order-events"), probe: this.probe("client", 1) });
    const kill = (name: string) => this.kill(name);
    await script?.({ clock, client, connection, outside, events: this.collector.events, kill });
    await Promise.all(asked);
    const watched = [...all, timersQueue(queue("order-events"))];
    for (;;) {
      const states = await Promise.all(watched.map((one) => inspectQueue(jsm, one)));
      if (states.every(({ stored }) => stored === 0)) return;
      await clock.sleep(LOOK_EVERY_MS);
    }
  }

  kill(orchestrator: string): void {
    this.kills.get(orchestrator)?.();
  }

  private incarnate(name: string, incarnation: number): void {
    const owner = this.clock.newOwner();
    const probe = this.probe(name, incarnation, (pass) => {
      if (!this.options.diesAt?.(pass)) return Promise.resolve();
      die();
      return new Promise(() => {});
    });
    const die = () => {
      if (this.clock.isFenced(owner)) return;
      this.deaths++;
      this.clock.fence(owner);
      this.clock.runAs(0, () => {
        this.broker.cut(owner);
        if (this.options.neverRestarted?.includes(name)) return;
        this.clock.setTimeout(() => this.incarnate(name, incarnation + 1), RESTART_AFTER_MS);
      });
    };
    this.kills.set(name, die);
    const begin = async () => {
      const connection = await this.broker.connect(name);
      const queue = (queueName: string) => queueConfig(NAMESPACE, queueName, ACK_WAIT_MS);
      const { timeoutMs = 5_000, tries = 2 } = this.options;
      await createOrderOrchestrator({
        connection,
        namespace: NAMESPACE,
        clock: this.clock,
        probe: this.fencedProbe(owner, probe),
        transitMs: HOP_MS,
        ordersQueue: queue(ORDERS_QUEUE),
        eventsQueue: queue("order-events"),
        timeoutMs,
        tries,
      });
    };
    this.clock.setTimeout(() => void begin(), 0, owner);
  }

  private fencedProbe(owner: number, probe: Probe): Probe {
    const record: Probe["record"] = (body, cause) => (this.clock.isFenced(owner) ? "" : probe.record(body, cause));
    const point: Probe["point"] = (name, scope) =>
      this.clock.isFenced(owner) ? new Promise(() => {}) : probe.point(name, scope);
    return { record, point };
  }

  private probe(actor: string, incarnation: number, onPass?: (pass: Pass) => Promise<void>): Probe {
    const { record } = createRecorder({
      actor,
      incarnation,
      stamp: () => ({ at: this.clock.now(), tick: this.clock.tick }),
      sink: (event) => this.collector.add(event),
    });
    const point: Probe["point"] = (name, scope) => {
      if (!onPass) return Promise.resolve();
      const nth = this.passes.filter((pass) => pass.actor === actor).length + 1;
      const pass = { ...scope, point: name, actor, nth };
      this.passes.push(pass);
      return onPass(pass);
    };
    return { record, point };
  }
}
