import type { NatsConnection } from "@nats-io/nats-core";
import type { Actor, ActorSpec } from "../actors/actor.ts";
import { createActor } from "../actors/registry.ts";
import type { Clock } from "../clock/clock.ts";
import type { EventId } from "../trace/events.ts";
import type { Probe } from "../trace/probe.ts";
import { createRecorder, type RecordedEvent, type Recorder } from "../trace/recorder.ts";
import { createPointMatcher } from "./points.ts";

/** What a host lends to one incarnation of an actor. */
export type IncarnationPorts = {
  readonly clock: Clock;
  readonly connect: (name: string) => Promise<NatsConnection>;
  readonly stamp: () => { readonly at: number; readonly tick: number | null };
  readonly sink: (event: RecordedEvent) => void;
  /** Ends this incarnation on the spot because a planned fault struck. Need not return. */
  readonly die: (detail: string, cause: EventId) => void;
};

/** The life of one incarnation; the same in every host. A `stop` that comes while it gets ready ends it once it is. */
export function liveIncarnation(spec: ActorSpec, incarnation: number, ports: IncarnationPorts): Actor {
  const begun = begin(spec, incarnation, ports);
  return {
    stop: async () => (await begun).stop(),
    ended: begun.then((actor) => actor.ended),
  };
}

async function begin(spec: ActorSpec, incarnation: number, ports: IncarnationPorts): Promise<Actor> {
  const { clock, stamp, sink } = ports;
  const { name, namespace, seed } = spec;
  const recorder = createRecorder({ actor: name, incarnation, stamp, sink });
  const probe = createProbe(spec, incarnation, recorder, ports.die);
  const connection = await ports.connect(name);
  const actor = await createActor(spec, { name, incarnation, namespace, seed, clock, connection, probe });
  recorder.record({ type: "actor-started", role: spec.kind });
  const ended = actor.ended.then(async () => {
    recorder.record({ type: "actor-stopped", role: spec.kind });
    await connection.close();
  });
  return { stop: () => actor.stop(), ended };
}

/** Records, and ends the incarnation at the point where a planned fault strikes: `point` then never returns. */
function createProbe(spec: ActorSpec, incarnation: number, recorder: Recorder, die: IncarnationPorts["die"]): Probe {
  const struckBy = createPointMatcher(spec.faults, incarnation);
  return {
    record: recorder.record,
    point(name, { job, attempt }) {
      const struck = struckBy(name, { job, attempt });
      if (!struck) return Promise.resolve();
      const { fault } = struck;
      const cause = recorder.record({ type: "fault-injected", fault, what: `crash ${name}`, target: spec.name, job });
      die(`${name} of ${job}`, cause);
      return new Promise(() => {});
    },
  };
}
