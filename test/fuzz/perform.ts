import { jetstream, type JetStreamClient, jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import type { JsonValue } from "../../engine/kernel/json.ts";
import { carryOut } from "./calls.ts";
import { lookAround } from "./look-around.ts";
import { ADVISORIES, advisoryOf, type Inbound } from "./inbound.ts";
import { type ClientName, isReaction, type Order, type Program, type Reaction } from "./program.ts";
import { react } from "./reactions.ts";
import { plain, plainName, type Observation, type Watch } from "./observation.ts";
import type { Process, Stage, Place } from "./stage.ts";

/** One incarnation of a client. */
export type Client = {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
};

/** What a step may use of the performance. */
export type Scene = {
  readonly watch: Watch;
  /** Notes what a step has seen. */
  note(step: number, what: JsonValue): void;
  /** A message that came for a step; its reactions follow. */
  got(step: number, message: Inbound): void;
  /** Runs as whoever runs now. */
  later(run: () => void, inMs: number): void;
};

/** Everything is connected and in place before the program's time begins, and that is at a full second. */
const PREPARATION_MS = 300;
const SECOND_MS = 1_000;
/** So long before, the clock that stores look at is set going and stopped: it stands where it stood last. */
const PRELUDE_MS = 250;
/** More than the longest hop. */
const QUIET_MS = 17;

/** Performs the program, and tells what was seen. */
export async function perform(program: Program, place: Place): Promise<readonly Observation[]> {
  const observations: Observation[] = [];
  await place.perform((stage) => new Performance(program, stage, observations).run());
  return observations;
}

class Performance {
  private readonly program: Program;
  private readonly stage: Stage;
  private readonly observations: Observation[];
  private watch: Watch = { now: () => 0, unixMsAtStart: 0 };
  /** How many messages came for each step so far. */
  private readonly counts = new Map<number, number>();
  private readonly connections: NatsConnection[] = [];
  private readonly processes: Process[] = [];

  constructor(program: Program, stage: Stage, observations: Observation[]) {
    this.program = program;
    this.stage = stage;
    this.observations = observations;
  }

  async run(): Promise<void> {
    const { clock } = this.stage;
    this.stage.setHopMs(this.program.hopMs);
    const watcher = await clientOf(await this.stage.connect("watcher"));
    const unixMsAtStart = Math.ceil((this.stage.unixNow() + PREPARATION_MS) / SECOND_MS) * SECOND_MS;
    this.watch = { now: () => this.stage.unixNow() - unixMsAtStart, unixMsAtStart };
    this.stage.begins?.(unixMsAtStart);
    await clock.sleep(-PRELUDE_MS - this.watch.now());
    await prelude(watcher);
    watcher.nc.subscribe(ADVISORIES, { callback: (_error, message) => this.hear(advisoryOf(message, this.watch)) });
    this.schedule();
    await clock.sleep(this.program.lengthMs - this.watch.now());
    // Nothing goes on while the watcher looks, which takes as many hops as there are things.
    for (const process of this.processes) process.kill();
    await clock.sleep(QUIET_MS);
    await lookAround(watcher, (channel, what) => this.see(channel, what), this.watch);
    for (const connection of this.connections) void connection.close();
    await watcher.nc.close();
  }

  private get isWatched(): boolean {
    return this.watch.now() < this.program.lengthMs;
  }

  private see(channel: string, what: JsonValue): void {
    this.observations.push({ channel, at: this.watch.now(), what: plain(what, this.watch) });
  }

  private hear(advisory: { readonly kind: string; readonly what: JsonValue } | null): void {
    if (advisory !== null && this.isWatched) this.see(`advisory ${plainName(advisory.kind)}`, advisory.what);
  }

  /** Every step gets its process now: it is known beforehand when a client's incarnations end. */
  private schedule(): void {
    const beginsIn = -this.watch.now();
    const processes = new Map<ClientName, Incarnation>();
    const orders = this.program.steps.filter((step): step is Order => !isReaction(step));
    for (const order of orders.toSorted((a, b) => a.atMs - b.atMs || a.id - b.id)) {
      const mine = processes.get(order.by) ?? this.newIncarnation(order.by);
      const isEnd = order.call.do === "crash" || order.call.do === "leave";
      if (isEnd) processes.delete(order.by);
      else processes.set(order.by, mine);
      if (order.call.do === "crash") this.stage.clock.setTimeout(() => mine.process.kill(), order.atMs + beginsIn);
      else mine.process.start(() => void this.carryOut(order, mine), order.atMs + beginsIn);
    }
  }

  private newIncarnation(name: ClientName): Incarnation {
    const process = this.stage.newProcess(name);
    this.processes.push(process);
    const connect = async () => {
      const client = await clientOf(await process.connect());
      this.connections.push(client.nc);
      return client;
    };
    let client: Promise<Client> | undefined;
    const incarnation = { process, client: () => (client ??= connect()) };
    // The first of a client is there from the beginning.
    if (this.watch.now() < 0) process.start(() => void incarnation.client(), 1);
    return incarnation;
  }

  private async carryOut({ id, call }: Order, { process, client }: Incarnation): Promise<void> {
    const scene: Scene = {
      watch: this.watch,
      note: (step, what) => this.noted(step, what),
      got: (step, message) => this.receive(step, message, scene),
      later: (run, inMs) => (inMs <= 0 ? run() : process.start(run, inMs)),
    };
    await carryOut(id, call, await client(), scene);
  }

  private noted(step: number, what: JsonValue): void {
    if (this.isWatched) this.see(`step ${step}`, what);
  }

  private receive(step: number, message: Inbound, scene: Scene): void {
    this.noted(step, message.seen);
    const nth = (this.counts.get(step) ?? 0) + 1;
    this.counts.set(step, nth);
    const mine = (one: Program["steps"][number]): one is Reaction => isReaction(one) && one.to === step;
    for (const reaction of this.program.steps.filter(mine).filter((one) => one.nth === nth)) {
      scene.later(() => void react(reaction, message, scene), reaction.afterMs);
    }
  }
}

async function prelude({ jsm }: Client): Promise<void> {
  await jsm.streams.add({ name: "prelude", subjects: ["prelude"] });
  await jsm.streams.delete("prelude");
}

type Incarnation = { readonly process: Process; readonly client: () => Promise<Client> };

async function clientOf(nc: NatsConnection): Promise<Client> {
  return { nc, js: jetstream(nc), jsm: await jetstreamManager(nc, { checkAPI: false }) };
}
