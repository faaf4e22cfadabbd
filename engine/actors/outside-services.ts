import type { NatsConnection } from "@nats-io/nats-core";
import type { EventId } from "../trace/event.ts";
import type { Recorder } from "../trace/recorder.ts";
import { CAUSE_HEADER } from "../trace/probe.ts";
import { CALL_HEADER, effectSubject, type EffectReply, type EffectRequest } from "./outside-client.ts";

/**
 * The outside services: payment provider, warehouse, parcel service and mail. Every handler reaches them by request-reply.
 * They belong to the runner and never crash, so the effects that they applied are the truth for all ledgers.
 *
 * X1  A request without a key is always applied: nothing tells whether it was applied before.
 * X2  A request with a key is applied once; a repetition gets the same answer and changes nothing.
 * X3  Compensating by key an effect that was never applied prevents it: if the effect is requested later, nothing is done.
 * X4  A request with a fencing token changes nothing for a job once a greater token has been seen.
 * X5  One call is handled once: if it is repeated because its answer was lost with a connection, it gets the same answer.
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
  /** By job: the greatest fencing token that has been seen. */
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
