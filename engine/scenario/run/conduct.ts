import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { FINISHING_EVENTS } from "../../actors/kinds/registry.ts";
import { Supervisor, type ChildSpec } from "../../host/supervisor.ts";
import type { InterventionAction } from "../../trace/events/runner.ts";
import { createRecorder, type RecordedEvent, type Recorder } from "../../trace/recorder.ts";
import { finishedProducers } from "../checks/everything-ends.ts";
import { NO_TOOLS, type FaultTools } from "../faults/fault.ts";
import { FaultWatch } from "../faults/fault-watch.ts";
import type { PartWatch } from "../parts/part.ts";
import { PARTS } from "../parts/registry.ts";
import type { Plan } from "./plan.ts";
import type { RunControl, Stage } from "./stage.ts";

const STOP_TIMEOUT_MS = 3_000;
/** If servers may be killed, requests time out sooner. */
const SHORT_TIMEOUT_MS = 1_000;

/** Starts a run and conducts it to its end. It knows no part by name: it calls the same functions on each. */
export function conduct(plan: Plan, stage: Stage): RunControl {
  const conductor = new Conductor(plan, stage);
  return { finished: conductor.run(), intervene: (action) => conductor.intervene(action) };
}

class Conductor {
  private readonly plan: Plan;
  private readonly stage: Stage;
  private readonly supervisor: Supervisor;
  private readonly runner: Recorder;
  private readonly faults: FaultWatch;
  private watches: readonly PartWatch[] = [];
  private tools: FaultTools;

  constructor(plan: Plan, stage: Stage) {
    this.plan = plan;
    this.stage = stage;
    const { clock, collector, stamp } = stage;
    const heard = (event: RecordedEvent) => {
      collector.add(event);
      this.faults.hear(event);
    };
    this.supervisor = new Supervisor({ host: stage.host, clock, stamp, sink: heard });
    const { supervisor } = this;
    this.runner = this.recorder("runner");
    const { runner } = this;
    this.tools = { supervisor, clock, ...NO_TOOLS };
    this.faults = new FaultWatch(plan, { supervisor, clock, runner, collector, tools: () => this.tools });
  }

  async run(): Promise<"ended" | "limit"> {
    const { plan } = this;
    const connection = await this.stage.broker.connect("runner");
    const jsm = await jetstreamManager(connection, plan.strikesServers ? { timeout: SHORT_TIMEOUT_MS } : {});
    try {
      this.watches = this.watchParts(connection, jsm);
      this.tools = Object.assign({ ...this.tools }, ...this.watches.map(({ tools }) => tools));
      for (const watch of this.watches) await watch.declare?.();
      const end = await this.play();
      await this.close();
      return end;
    } finally {
      for (const watch of this.watches) watch.close?.();
      this.supervisor.killAll();
      for (const watch of this.watches) await watch.takeDown?.();
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

  private watchParts(connection: NatsConnection, jsm: JetStreamManager): PartWatch[] {
    const { scenario, namespace, queues } = this.plan;
    const { clock, collector, servers } = this.stage;
    const run = {
      ...{ scenario, namespace, queues, connection, jsm, clock, collector, servers },
      observer: this.recorder("observer"),
      runner: this.runner,
      recorder: (actor: string) => this.recorder(actor),
      declareAgain: async () => {
        for (const watch of this.watches) await watch.declareAgain?.();
      },
    };
    return PARTS.flatMap((part) => part.watch?.(run) ?? []);
  }

  private async play(): Promise<"ended" | "limit"> {
    const { clock, pollMs, limitMs, onReady } = this.stage;
    const { producers, workers, late, spares } = this.plan;
    for (const child of workers) this.supervisor.start(child);
    for (const child of spares) this.supervisor.keep(child);
    while (this.seen(workers) < workers.length && clock.now() < limitMs) await this.wait(Math.min(pollMs, 20));
    await this.observe();
    onReady();
    const deadline = clock.now() + limitMs;
    for (const child of producers) this.supervisor.start(child);
    for (const { child, atMs } of late) clock.setTimeout(() => this.supervisor.start(child), atMs);
    this.faults.schedule();
    for (const watch of this.watches) watch.begin?.();
    for (;;) {
      await this.wait(pollMs);
      await this.observe();
      if (await this.isOver()) return "ended";
      if (clock.now() >= deadline) {
        await this.look();
        return "limit";
      }
    }
  }

  /** A look takes time: whatever strikes, starts or is sent meanwhile may have passed the queues that were asked first. */
  private async isOver(): Promise<boolean> {
    const { collector } = this.stage;
    const sent = collector.count("job-sent");
    if (!this.atRest() || !(await this.look())) return false;
    return this.atRest() && collector.count("job-sent") === sent && this.allCame();
  }

  private atRest(): boolean {
    return this.allProducersFinished() && this.faults.quiet;
  }

  private async observe(): Promise<void> {
    for (const watch of this.watches) await watch.observe?.();
  }

  /** True when no part has work left. A server that may be killed may not answer; then the run is not over. */
  private async look(): Promise<boolean> {
    if (!this.plan.strikesServers) return this.areSettled();
    return this.areSettled().catch(() => false);
  }

  /** Asks every part, even after one that is not settled, because each records what it sees. */
  private async areSettled(): Promise<boolean> {
    let all = true;
    for (const watch of this.watches) {
      const settled = (await watch.isSettled?.()) ?? true;
      if (!settled) all = false;
    }
    return all;
  }

  /** A run whose work is done still waits for actors that start later. */
  private allCame(): boolean {
    const { late } = this.plan;
    return late.length === 0 || this.seen(late.map(({ child }) => child)) === late.length;
  }

  /** How many of them came up, crashed or were paused on the way: the run does not wait for these. */
  private seen(children: readonly ChildSpec[]): number {
    const { events } = this.stage.collector;
    const awaited = new Set(children.map(({ spec }) => spec.name));
    const seen = events.filter(
      (event) => event.type === "actor-started" || event.type === "actor-crashed" || event.type === "actor-paused",
    );
    return new Set(seen.filter((event) => awaited.has(event.actor)).map((event) => event.actor)).size;
  }

  /** Counts actors, not events: a restarted producer records a second time that it has finished. */
  private allProducersFinished(): boolean {
    const { collector } = this.stage;
    const { producers } = this.plan;
    // Called at every look, so the cheap test comes first.
    const said = FINISHING_EVENTS.reduce((sum, type) => sum + collector.count(type), 0);
    return said >= producers.length && finishedProducers(collector.events).size === producers.length;
  }

  private async wait(ms: number): Promise<void> {
    await this.stage.clock.sleep(ms);
    const why = this.stage.interrupted();
    if (why !== null) throw why;
  }

  private recorder(actor: string): Recorder {
    const { stamp, collector } = this.stage;
    return createRecorder({ actor, incarnation: 1, stamp, sink: collector.add.bind(collector) });
  }

  /** Stops the actors gracefully; kills those that have not stopped in time. */
  private async close(): Promise<void> {
    const { clock } = this.stage;
    const deadline = clock.now() + STOP_TIMEOUT_MS;
    this.supervisor.stopAll();
    while (this.supervisor.anyRunning && clock.now() < deadline) await clock.sleep(20);
  }
}
