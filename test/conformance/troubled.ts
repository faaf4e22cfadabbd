import type { NatsConnection, PublishOptions } from "@nats-io/nats-core";
import { Header } from "../../engine/queue/headers.ts";
import type { Environment } from "./environment.ts";

/** A connection on which something happens to single jobs as they leave, the first time. */
export async function troubled(
  env: Environment,
  trouble: ReadonlyMap<string, "lost" | "unanswered">,
): Promise<NatsConnection> {
  const connection = await env.connect("troubled");
  const left = new Map(trouble);
  const publish: NatsConnection["publish"] = (subject, payload, options) => {
    const id = options?.headers?.get(Header.Job) ?? "";
    const what = left.get(id);
    left.delete(id);
    if (what === undefined) connection.publish(subject, payload, options);
    else if (what === "unanswered") connection.publish(subject, payload, withoutReply(options));
  };
  return new Proxy(connection, {
    get: (target, name) => (name === "publish" ? publish : (Reflect.get(target, name) as unknown)),
  });
}

/** A connection that is lost with the confirmation of its first ack: the server has the ack, and the client does not know. */
export async function losesConfirmation(env: Environment): Promise<NatsConnection> {
  const connection = await env.connect("troubled");
  let isLost = false;
  const publish: NatsConnection["publish"] = (subject, payload, options) => {
    const isAck = payload === "+ACK" && !isLost;
    connection.publish(subject, payload, isAck ? withoutReply(options) : options);
    if (!isAck) return;
    isLost = true;
    void connection.reconnect();
  };
  return new Proxy(connection, {
    get: (target, name) => (name === "publish" ? publish : (Reflect.get(target, name) as unknown)),
  });
}

function withoutReply(options: PublishOptions | undefined): PublishOptions {
  return options?.headers === undefined ? {} : { headers: options.headers };
}
