import type { NatsConnection } from "@nats-io/nats-core";
import type { Actor } from "../actors/actor.ts";
import { createActor, type ActorSpec } from "../actors/kinds/registry.ts";
import type { Hindrance } from "../actors/planned-faults.ts";
import { faultyWire } from "../actors/wire.ts";
import type { Clock } from "../clock/clock.ts";
import { hashKey, sequentialRandom } from "../kernel/random.ts";
import type { Sandbox } from "../sandbox/functions.ts";
import type { EventId } from "../trace/event.ts";
import type { Probe } from "../trace/probe.ts";
import { createRecorder, type RecordedEvent, type Recorder } from "../trace/recorder.ts";
import { Hindrances } from "./hindrances.ts";
import type { RunningActor } from "./host.ts";
import { createPointMatcher } from "./points.ts";

/** The host's services for one incarnation of an actor. */
export type IncarnationPorts = {
  readonly clock: Clock;
  /** `waitMs`: see `Broker`. */
  readonly connect: (name: string, waitMs: () => number) => Promise<NatsConnection>;
  readonly stamp: () => { readonly at: number; readonly tick: number | null };
  readonly sink: (event: RecordedEvent) => void;
  /** Ends this incarnation at once because a planned fault struck. May never return. */
  readonly die: (detail: string, cause: EventId) => void;
  /** Pauses this incarnation at once because a planned fault struck. Settles when it is resumed. */
  readonly pause: (forMs: number, cause: EventId) => Promise<void>;
  /** Planned faults that strike once and have struck. Both the host and the incarnation add to it. */
  readonly spent: Set<number>;
  /** The functions of the run's handlers file; null if it has none. */
  readonly sandbox: Sandbox | null;
};

/** Settles when the actor is hindered. */
type Hinder = (hindrance: Hindrance, cause: EventId) => Promise<void>;

export type LiveActor = Actor & Pick<RunningActor, "hinder">;

/**
 * Runs one incarnation, in the same way in every host. A `stop` or `hinder` during its start takes effect once it has
 * started.
 */
export function liveIncarnation(spec: ActorSpec, incarnation: number, ports: IncarnationPorts): LiveActor {
  const begun = begin(spec, incarnation, ports);
  return {
    stop: async () => (await begun).stop(),
    // Whoever failed to start says so by `ended`.
    hinder: (hindrance, cause) => void begun.then((actor) => actor.hinder(hindrance, cause)).catch(() => undefined),
    ended: begun.then((actor) => actor.ended),
  };
}

async function begin(spec: ActorSpec, incarnation: number, ports: IncarnationPorts): Promise<LiveActor> {
  const { clock, stamp, sink, spent, sandbox } = ports;
  const { name, namespace, seed } = spec;
  const recorder = createRecorder({ actor: name, incarnation, stamp, sink });
  const hindrances = new Hindrances({ role: spec.kind, clock, recorder });
  const hinder: Hinder = (hindrance, cause) => hindrances.begin(hindrance, cause).catch(() => undefined);
  const probe = createProbe(spec, incarnation, recorder, { ...ports, hinder });
  const { record } = recorder;
  const wire = faultyWire(await ports.connect(name, () => hindrances.cutForMs), {
    faults: spec.wireFaults,
    sender: name,
    namespace,
    clock,
    record,
    spent,
  });
  const { connection } = wire;
  hindrances.connection = connection;
  const slowdown = () => hindrances.slowdown;
  const random = sequentialRandom(hashKey(seed, ["functions", name, incarnation]));
  const functions = sandbox && (() => sandbox.open({ now: () => clock.now(), random }));
  const itself = { name, incarnation, namespace, seed };
  const actor = await createActor(spec, { ...itself, clock, connection, probe, slowdown, functions });
  recorder.record({ type: "actor-started", role: spec.kind });
  void tellOfConnection(connection, recorder, hindrances);
  const ended = actor.ended.then(async () => {
    await wire.settled();
    recorder.record({ type: "actor-stopped", role: spec.kind });
    await connection.close();
  });
  return { stop: () => actor.stop(), hinder: (hindrance, cause) => void hinder(hindrance, cause), ended };
}

/** Records when the client loses its connection and when it has reconnected. Ends with the connection. */
async function tellOfConnection(connection: NatsConnection, recorder: Recorder, hindrances: Hindrances): Promise<void> {
  let isLost = false;
  for await (const { type } of connection.status()) {
    // The client reports every failed attempt as another disconnection, but the loss is recorded once.
    if (type !== (isLost ? "reconnect" : "disconnect")) continue;
    isLost = !isLost;
    recorder.record({ type: isLost ? "connection-lost" : "connection-restored" });
    hindrances.connectionIs(isLost ? "lost" : "restored");
  }
}

/**
 * A probe that records, and makes planned faults strike at their crash points. There, `point` settles after the pause, or
 * never after a crash.
 */
function createProbe(
  spec: ActorSpec,
  incarnation: number,
  recorder: Recorder,
  { die, pause, hinder, spent }: Pick<IncarnationPorts, "die" | "pause" | "spent"> & { readonly hinder: Hinder },
): Probe {
  const struckBy = createPointMatcher(spec.faults, incarnation, spent);
  return {
    record: recorder.record,
    point(name, { job, attempt }) {
      const struck = struckBy(name, { job, attempt });
      if (!struck) return Promise.resolve();
      const { fault, kind } = struck;
      const { what, target } = kind === "notice" ? struck : { what: `${kind} ${name}`, target: spec.name };
      const cause = recorder.record({ type: "fault-injected", fault, what, target, job });
      if (kind === "crash") {
        die(`${name} of ${job}`, cause);
        return new Promise(() => {});
      }
      spent.add(fault);
      if (kind === "pause") return pause(struck.forMs, cause);
      return kind === "notice" ? Promise.resolve() : hinder(struck, cause);
    },
  };
}
