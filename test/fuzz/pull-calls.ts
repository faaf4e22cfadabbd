import type { Consumer, ConsumerInfo } from "@nats-io/jetstream";
import { createInbox } from "@nats-io/nats-core";
import type { JsonValue } from "../../engine/kernel/json.ts";
import { inboundOf, inboundOfJs } from "./inbound.ts";
import type { Client, Scene } from "./perform.ts";
import { problemOf } from "./problems.ts";
import { type Call, type Options, textOf } from "./program.ts";
import { wireOptions } from "./wire-options.ts";

type Pull = Extract<Call, { readonly do: "pull" | "pulls" | "next" | "fetch" | "consume" }>;

/**
 * Options of `pull` and `pulls` are the wire's, but for `gone_after_ms`. `next`, `fetch` and `consume` have the client's, of which times keep their
 * milliseconds; `consume` is stopped after `stop_after`.
 */
export async function pullFrom(step: number, call: Pull, client: Client, scene: Scene): Promise<unknown> {
  switch (call.do) {
    case "pull": {
      const { gone_after_ms: goneAfterMs, ...request } = call.options;
      return byHand(step, { ...call, bodies: [JSON.stringify(wireOptions(request))], goneAfterMs }, client, scene);
    }
    case "pulls": {
      const { gone_after_ms: goneAfterMs, ...bodies } = call.options;
      return byHand(step, { ...call, bodies: Object.values(bodies).map(textOf), goneAfterMs }, client, scene);
    }
    case "next": {
      const message = await consumerOf(call, client).next(numbers(call.options));
      if (message === null) return "no message";
      scene.got(step, inboundOfJs(message));
      return undefined;
    }
    case "fetch": {
      const messages = await consumerOf(call, client).fetch(numbers(call.options) as { max_messages: number });
      for await (const message of messages) scene.got(step, inboundOfJs(message));
      return "fetched";
    }
    case "consume":
      return consume(step, call, client, scene);
  }
}

type Requests = Pick<Pull, "stream" | "consumer"> & {
  readonly bodies: readonly string[];
  readonly goneAfterMs: JsonValue | undefined;
};

/** Every status is seen. Unless the requester goes the subscriptions stay, so that nothing that the server sends is missed. */
function byHand(
  step: number,
  { stream, consumer, bodies, goneAfterMs }: Requests,
  { nc }: Client,
  scene: Scene,
): undefined {
  for (const [nth, body] of bodies.entries()) {
    const inbox = createInbox();
    const which = bodies.length > 1 ? { request: nth + 1 } : {};
    const subscription = nc.subscribe(inbox, {
      callback: (_error, message) => scene.got(step, inboundOf(message, nc, which)),
    });
    nc.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, body, { reply: inbox });
    if (goneAfterMs !== undefined) scene.later(() => subscription.unsubscribe(), Number(goneAfterMs));
  }
  return undefined;
}

async function consume(step: number, call: Pull, client: Client, scene: Scene): Promise<string> {
  const { stop_after: stopAfter = 1_000, ...options } = numbers(call.options);
  const callback = (message: Parameters<typeof inboundOfJs>[0]) => scene.got(step, inboundOfJs(message));
  const messages = await consumerOf(call, client).consume({ ...(options as { max_messages: number }), callback });
  scene.later(() => messages.stop(), stopAfter);
  const ended = await messages.closed();
  return ended instanceof Error ? JSON.stringify(problemOf(ended)) : "stopped";
}

/** Without asking the server whether it is there. */
function consumerOf({ stream, consumer }: Pull, { js }: Client): Consumer {
  const info = { stream_name: stream, name: consumer, config: {} } as unknown as ConsumerInfo;
  return js.consumers.getConsumerFromInfo(info);
}

function numbers(options: Options): { [option: string]: number } {
  return options as { [option: string]: number };
}
