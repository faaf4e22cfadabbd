import type { NatsConnection } from "@nats-io/nats-core";
import type { Actor } from "../actors/actor.ts";
import { createActor, type ActorSpec } from "../actors/kinds/registry.ts";
import { faultyWire } from "../actors/wire.ts";
import type { Clock } from "../clock/clock.ts";
import type { EventId } from "../trace/event.ts";
import type { Probe } from "../trace/probe.ts";
import { createRecorder, type RecordedEvent, type Recorder } from "../trace/recorder.ts";
import { createPointMatcher } from "./points.ts";

/** The host's services for one incarnation of an actor. */
export type IncarnationPorts = {
  readonly clock: Clock;
  readonly connect: (name: string) => Promise<NatsConnection>;
  readonly stamp: () => { readonly at: number; readonly tick: number | null };
  readonly sink: (event: RecordedEvent) => void;
  /** Ends this incarnation at once because a planned fault struck. May never return. */
  readonly die: (detail: string, cause: EventId) => void;
  /** Pauses this incarnation at once because a planned fault struck. Settles when it is resumed. */
  readonly pause: (forMs: number, cause: EventId) => Promise<void>;
  /** Planned faults that strike once and have struck. Both the host and the incarnation add to it. */
  readonly spent: Set<number>;
};

/** Runs one incarnation, in the same way in every host. A `stop` during its start takes effect once it has started. */
export function liveIncarnation(spec: ActorSpec, incarnation: number, ports: IncarnationPorts): Actor {
  const begun = begin(spec, incarnation, ports);
  return {
    stop: async () => (await begun).stop(),
    ended: begun.then((actor) => actor.ended),
  };
}

async function begin(spec: ActorSpec, incarnation: number, ports: IncarnationPorts): Promise<Actor> {
  const { clock, stamp, sink, spent } = ports;
  const { name, namespace, seed } = spec;
  const recorder = createRecorder({ actor: name, incarnation, stamp, sink });
  const probe = createProbe(spec, incarnation, recorder, ports);
  const { record } = recorder;
  const wire = faultyWire(await ports.connect(name), {
    faults: spec.wireFaults,
    sender: name,
    namespace,
    clock,
    record,
    spent,
  });
  const { connection } = wire;
  const actor = await createActor(spec, { name, incarnation, namespace, seed, clock, connection, probe });
  recorder.record({ type: "actor-started", role: spec.kind });
  void tellOfConnection(connection, recorder);
  const ended = actor.ended.then(async () => {
    await wire.settled();
    recorder.record({ type: "actor-stopped", role: spec.kind });
    await connection.close();
  });
  return { stop: () => actor.stop(), ended };
}

/** Records when the client loses its connection and when it has reconnected. Ends with the connection. */
async function tellOfConnection(connection: NatsConnection, recorder: Recorder): Promise<void> {
  let isLost = false;
  for await (const { type } of connection.status()) {
    // The client reports every failed attempt as another disconnection, but the loss is recorded once.
    if (type !== (isLost ? "reconnect" : "disconnect")) continue;
    isLost = !isLost;
    recorder.record({ type: isLost ? "connection-lost" : "connection-restored" });
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
  { die, pause, spent }: Pick<IncarnationPorts, "die" | "pause" | "spent">,
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
      if (kind === "notice") {
        spent.add(fault);
        return Promise.resolve();
      }
      if (kind === "pause") {
        spent.add(fault);
        return pause(struck.forMs, cause);
      }
      die(`${name} of ${job}`, cause);
      return new Promise(() => {});
    },
  };
}
