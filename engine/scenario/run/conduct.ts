import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { startWorld } from "../../actors/world.ts";
import type { Broker, OwnServers } from "../../broker/broker.ts";
import type { Clock } from "../../clock/clock.ts";
import type { Host } from "../../host/host.ts";
import { Supervisor, type Ward } from "../../host/supervisor.ts";
import { InternalError } from "../../kernel/errors.ts";
import { declareQueue, deleteQueue, inspectQueue, type QueueState } from "../../queue/declare/declare.ts";
import type { InterventionAction } from "../../trace/events/runner.ts";
import { createRecorder, type Collector, type RecordedEvent, type Recorder } from "../../trace/recorder.ts";
import { flowStores, type FlowStores } from "../parts/flow/stores.ts";
import { whoFinished } from "../checks/everything-ends.ts";
import { FaultWatch } from "../faults/fault-watch.ts";
import { LogWatch } from "../parts/log/watch.ts";
import type { Plan } from "./plan.ts";
import { LeaderWatch } from "../parts/servers/leader-watch.ts";
import { ServerWatch } from "../parts/servers/server-watch.ts";

/** What a run stands on; the same conductor serves every broker and every host. */
export type Stage = {
  readonly namespace: string;
  readonly broker: Broker;
  /** The broker's servers, if the run may strike them. */
  readonly servers: OwnServers | null;
  readonly host: Host;
  /** Its timers outlive every actor. */
  readonly clock: Clock;
  readonly stamp: () => { readonly at: number; readonly tick: number | null };
  readonly collector: Collector;
  /** How often the end of the run is looked for. */
  readonly pollMs: number;
  /** Counted, like the times of planned faults, from when the workers are up: processes take a while to start. */
  readonly limitMs: number;
  /** The workers are up and the first producer is about to start. */
  readonly onReady: () => void;
  /** Asked at every look: true ends the run at once, with an InterruptedError, and cleans up as always. */
  readonly interrupted: () => boolean;
};

/** Somebody ended the run before its end; everything of it has been taken down. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

export type RunControl = {
  /** Settles when all is over and everything of the run has been taken down. */
  readonly finished: Promise<"ended" | "limit">;
  /** Does to the run what a person asked for, now. */
  intervene(action: InterventionAction): void;
};

const STOP_TIMEOUT_MS = 3_000;
/** Where servers are struck, an answer that does not come is not waited for longer. */
const SHORT_TIMEOUT_MS = 1_000;

const BACK_WITHIN_MS = 20_000;
const SHORT_PAUSE_MS = 50;

/** Starts a run and sees it to its end. */
export function conduct(plan: Plan, stage: Stage): RunControl {
  const conductor = new Conductor(plan, stage);
  return { finished: conductor.run(), intervene: (action) => conductor.intervene(action) };
}

class Conductor {
  private readonly plan: Plan;
  private readonly stage: Stage;
  private readonly supervisor: Supervisor;
  private readonly observer: Recorder;
  private readonly runner: Recorder;
  private readonly lastSeen = new Map<string, string>();
  private readonly faults: FaultWatch;
  private readonly servers: ServerWatch;
  private readonly leaders: LeaderWatch;
  private readonly stores: FlowStores | null;
  private readonly logs: LogWatch | null;
  private connection: NatsConnection | null = null;
  private jsm: JetStreamManager | null = null;

  constructor(plan: Plan, stage: Stage) {
    this.plan = plan;
    this.stage = stage;
    const sink = stage.collector.add.bind(stage.collector);
    const recorder = (actor: string) => createRecorder({ actor, incarnation: 1, stamp: stage.stamp, sink });
    const heard = (event: RecordedEvent) => {
      sink(event);
      this.faults.hear(event);
    };
    this.supervisor = new Supervisor({ host: stage.host, clock: stage.clock, stamp: stage.stamp, sink: heard });
    this.observer = recorder("observer");
    this.runner = recorder("runner");
    this.stores = flowStores(plan, stage.namespace);
    this.logs = plan.logs.length === 0 ? null : new LogWatch(plan);
    const { clock, collector } = stage;
    const { supervisor, runner } = this;
    this.leaders = new LeaderWatch(plan, this.observer);
    this.servers = new ServerWatch(plan, {
      clock,
      runner,
      collector,
      servers: stage.servers,
      leaderOf: (queue) => this.leaders.leaderOf(this.manager, queue),
      declareAll: () => this.declarePatiently(),
    });
    this.faults = new FaultWatch(plan, {
      supervisor,
      clock,
      runner,
      collector,
      loseStore: () => this.loseStore(),
      servers: this.servers,
    });
  }

  async run(): Promise<"ended" | "limit"> {
    const { broker, namespace, collector } = this.stage;
    const connection = await broker.connect("runner");
    this.connection = connection;
    const jsm = await jetstreamManager(connection, this.plan.strikesServers ? { timeout: SHORT_TIMEOUT_MS } : {});
    this.jsm = jsm;
    try {
      // A cluster that has just been started may take its time.
      await (this.plan.servers > 1 ? this.declarePatiently() : this.declareAll(jsm));
      if (this.logs !== null) await this.logs.declare(connection);
      await this.stores?.declare(connection);
      const world = createRecorder({
        actor: "world",
        incarnation: 1,
        stamp: this.stage.stamp,
        sink: collector.add.bind(collector),
      });
      startWorld(connection, namespace, world, () => this.faults.isOutage);
      const end = await this.play(jsm, connection);
      await this.close();
      return end;
    } finally {
      this.servers.close();
      this.supervisor.killAll();
      await this.sweep(jsm);
      await this.logs?.delete(jsm);
      await this.stores?.delete(connection).catch(() => undefined);
      await connection.close();
    }
  }

  intervene(action: InterventionAction): void {
    const cause = this.runner.record({ type: "intervention-made", action });
    const { supervisor } = this;
    const { kind, actor } = action;
    switch (kind) {
      case "crash":
        return void supervisor.crash(actor, { by: "intervention", detail: "by hand", cause });
      case "restart":
        return void supervisor.restart(actor);
      case "pause":
        return void supervisor.pause(actor, { by: "intervention", cause, forMs: null });
      case "resume":
        return void supervisor.resume(actor, { by: "intervention", cause });
    }
  }

  private async play(jsm: JetStreamManager, connection: NatsConnection): Promise<"ended" | "limit"> {
    const { clock, pollMs, limitMs, onReady } = this.stage;
    const { producers } = this.plan;
    const workers = [...this.plan.workers, ...this.plan.coordinators];
    for (const ward of workers) this.supervisor.start(ward);
    while (this.seen(workers) < workers.length && clock.now() < limitMs) await this.wait(Math.min(pollMs, 20));
    await this.leaders.lookAll(jsm);
    onReady();
    const deadline = clock.now() + limitMs;
    for (const ward of producers) this.supervisor.start(ward);
    for (const { ward, atMs } of this.plan.late) clock.setTimeout(() => this.supervisor.start(ward), atMs);
    this.faults.schedule();
    this.scheduleQuestion(jsm, connection);
    for (;;) {
      await this.wait(pollMs);
      this.servers.assertSound();
      await this.leaders.lookAll(jsm);
      const over = this.allProducersFinished() && this.faults.quiet && (await this.look(jsm)) && this.allCame();
      if (over) return "ended";
      if (clock.now() >= deadline) {
        await this.look(jsm);
        return "limit";
      }
    }
  }

  /** As `lookAround`; where servers are struck they may not answer, and then it is not over. */
  private async look(jsm: JetStreamManager): Promise<boolean> {
    if (!this.plan.strikesServers) return this.lookAround(jsm);
    return this.lookAround(jsm).catch(() => false);
  }

  /** A run whose work is done still waits for those who are to come later. */
  private allCame(): boolean {
    const { late } = this.plan;
    return late.length === 0 || this.seen(late.map(({ ward }) => ward)) === late.length;
  }

  /** How many of them came up, or died or froze on the way: nobody waits for those. */
  private seen(wards: readonly Ward[]): number {
    const { events } = this.stage.collector;
    const awaited = new Set(wards.map(({ spec }) => spec.name));
    const seen = events.filter(
      (event) => event.type === "actor-started" || event.type === "actor-crashed" || event.type === "actor-paused",
    );
    return new Set(seen.filter((event) => awaited.has(event.actor)).map((event) => event.actor)).size;
  }

  /** One that was started again may say twice that it has finished. */
  private allProducersFinished(): boolean {
    const { collector } = this.stage;
    const { producers } = this.plan;
    // Asked at every look: the cheap answer first.
    const said = (["producer-finished", "appender-finished", "desk-left"] as const).map((type) =>
      collector.count(type),
    );
    if (said.reduce((sum, count) => sum + count, 0) < producers.length) return false;
    return whoFinished(collector.events).size === producers.length;
  }

  private async wait(ms: number): Promise<void> {
    await this.stage.clock.sleep(ms);
    if (this.stage.interrupted()) throw new InterruptedError("interrupted");
  }

  /** True when every queue is empty, and every log is read. */
  private async lookAround(jsm: JetStreamManager): Promise<boolean> {
    const empty = await this.lookAtQueues(jsm);
    if (this.logs === null) return empty;
    const { collector } = this.stage;
    return (await this.logs.look(jsm, this.observer, collector)) && empty;
  }

  /** Records what has changed; true when every queue is empty: what was accepted is done or dead-lettered. */
  private async lookAtQueues(jsm: JetStreamManager): Promise<boolean> {
    let empty = true;
    for (const queue of this.plan.queues) {
      const state = await inspectQueue(jsm, queue);
      if (state.stored > 0) empty = false;
      this.recordLook(queue.name, state);
    }
    return empty;
  }

  private recordLook(queue: string, state: QueueState): void {
    const text = JSON.stringify(state);
    if (this.lastSeen.get(queue) === text) return;
    this.lastSeen.set(queue, text);
    this.observer.record({ type: "queue-observed", queue, ...state });
  }

  private scheduleQuestion(jsm: JetStreamManager, connection: NatsConnection): void {
    const { ask } = this.plan;
    const { clock } = this.stage;
    if (ask === null) return;
    clock.setTimeout(() => {
      const { order } = ask;
      this.stores?.lookUp(connection, jsm, order).then(
        (found) => this.observer.record({ type: "flow-looked-up", flow: order, ...found }),
        () => undefined,
      );
    }, ask.atMs);
  }

  private async loseStore(): Promise<void> {
    if (this.connection) await this.stores?.lose(await jetstreamManager(this.connection));
  }

  private get manager(): JetStreamManager {
    if (!this.jsm) throw new InternalError("the run is not connected yet");
    return this.jsm;
  }

  private async declareAll(jsm: JetStreamManager): Promise<void> {
    for (const queue of this.plan.queues) await declareQueue(jsm, queue);
  }

  /** Patiently: a server that has just started hears of this connection a little later. */
  private async declarePatiently(): Promise<void> {
    const { clock } = this.stage;
    const deadline = clock.now() + BACK_WITHIN_MS;
    for (;;) {
      try {
        return await this.declareAll(this.manager);
      } catch (thrown) {
        if (clock.now() > deadline) throw thrown;
        await clock.sleep(SHORT_PAUSE_MS);
      }
    }
  }

  /** Stops the actors gracefully; whoever has not ended in time is killed. */
  private async close(): Promise<void> {
    const { clock } = this.stage;
    const deadline = clock.now() + STOP_TIMEOUT_MS;
    this.supervisor.stopAll();
    while (this.supervisor.anyRunning && clock.now() < deadline) await clock.sleep(20);
  }

  private async sweep(jsm: JetStreamManager): Promise<void> {
    for (const queue of this.plan.queues) await deleteQueue(jsm, queue).catch(() => undefined);
  }
}
