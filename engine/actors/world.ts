import type { NatsConnection } from "@nats-io/nats-core";
import type { EventId } from "../trace/events.ts";
import type { Recorder } from "../trace/recorder.ts";
import { CAUSE_HEADER } from "../trace/probe.ts";
import { effectSubject, type EffectReply, type EffectRequest } from "./world-client.ts";

/**
 * The world outside: payment provider, warehouse, parcel service and mail, which every handler reaches by request-reply.
 * It belongs to the runner and never crashes, so what it applied is the truth that ledgers are made of.
 *
 * X1  What comes without a key is always done: nobody can know that it has been done before.
 * X2  What comes with a key is done once; its repetition is answered like the first and changes nothing.
 * X3  Taking back by key what was never done prevents it: should it still come, it comes to nothing.
 */
export function startWorld(connection: NatsConnection, namespace: string, recorder: Recorder): void {
  const world = new World(recorder);
  connection.subscribe(effectSubject(namespace), {
    callback: (error, message) => {
      if (error) return;
      const cause = message.headers?.get(CAUSE_HEADER) || null;
      message.respond(JSON.stringify(world.apply(message.json<EffectRequest>(), cause)));
    },
  });
}

class World {
  private readonly done = new Set<string>();
  private readonly prevented = new Set<string>();
  private readonly recorder: Recorder;

  constructor(recorder: Recorder) {
    this.recorder = recorder;
  }

  apply(request: EffectRequest, cause: EventId | null): EffectReply {
    const { effect, job, amountCents, key, undoes } = request;
    if (key === null) {
      this.recorder.record({ type: "effect-applied", effect, job, key, amountCents }, cause);
      return { duplicate: false, prevented: false };
    }
    const prevented = this.prevented.has(key);
    if (prevented || this.done.has(key)) {
      this.recorder.record({ type: "effect-deduplicated", effect, job, key, amountCents }, cause);
      return { duplicate: !prevented, prevented };
    }
    this.done.add(key);
    if (undoes !== null && !this.done.has(undoes.key)) {
      this.prevented.add(undoes.key);
      this.recorder.record({ type: "effect-prevented", effect: undoes.effect, job, key: undoes.key }, cause);
      return { duplicate: false, prevented: false };
    }
    this.recorder.record({ type: "effect-applied", effect, job, key, amountCents }, cause);
    return { duplicate: false, prevented: false };
  }
}
