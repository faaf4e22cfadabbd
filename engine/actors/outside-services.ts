import type { NatsConnection } from "@nats-io/nats-core";
import type { EventId } from "../trace/event.ts";
import type { Recorder } from "../trace/recorder.ts";
import { CAUSE_HEADER } from "../trace/probe.ts";
import { CALL_HEADER, effectSubject, type EffectReply, type EffectRequest } from "./outside-client.ts";

/**
 * The outside services: payment provider, warehouse, parcel service and mail, which every handler reaches by request-reply.
 * It belongs to the runner and never crashes, so what it applied is the truth that ledgers are made of.
 *
 * X1  What comes without a key is always done: nobody can know that it has been done before.
 * X2  What comes with a key is done once; its repetition is answered like the first and changes nothing.
 * X3  Taking back by key what was never done prevents it: should it still come, it comes to nothing.
 * X4  Who comes with a fencing token changes nothing for a job once a greater token has been there.
 * X5  One call is heard once: asked again, because its answer was lost with a connection, it is answered as before.
 */
export function startOutsideServices(
  connection: NatsConnection,
  namespace: string,
  recorder: Recorder,
  isDown: () => boolean = () => false,
): void {
  const outside = new Outside(recorder);
  const answers = new Map<string, string>();
  connection.subscribe(effectSubject(namespace), {
    callback: (error, message) => {
      if (error) return;
      const cause = message.headers?.get(CAUSE_HEADER) || null;
      const call = message.headers?.get(CALL_HEADER) || message.reply || "";
      const known = answers.get(call);
      if (known !== undefined) return void message.respond(known);
      const request = message.json<EffectRequest>();
      const answer = JSON.stringify(answerTo(outside, request, isDown(), cause));
      answers.set(call, answer);
      message.respond(answer);
    },
  });
}

function answerTo(outside: Outside, request: EffectRequest, isDown: boolean, cause: EventId | null): object {
  if (!isDown) return outside.apply(request, cause);
  outside.refuse(request, "down", cause);
  return { down: true };
}

class Outside {
  private readonly done = new Set<string>();
  private readonly prevented = new Set<string>();
  /** The greatest fencing token that has been here for a job. */
  private readonly tokens = new Map<string, number>();
  private readonly recorder: Recorder;

  constructor(recorder: Recorder) {
    this.recorder = recorder;
  }

  apply(request: EffectRequest, cause: EventId | null): EffectReply {
    const { effect, job, amountCents, key, undoes } = request;
    if (this.isStale(request)) {
      this.refuse(request, "stale-token", cause);
      return { duplicate: false, prevented: false, refused: true };
    }
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

  refuse({ effect, job }: EffectRequest, reason: "down" | "stale-token", cause: EventId | null): void {
    this.recorder.record({ type: "effect-refused", effect, job, reason }, cause);
  }

  private isStale({ job, token }: EffectRequest): boolean {
    if (token === undefined) return false;
    const newest = this.tokens.get(job) ?? 0;
    this.tokens.set(job, Math.max(newest, token));
    return token < newest;
  }
}
