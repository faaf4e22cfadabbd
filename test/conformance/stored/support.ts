import { JetStreamApiError, jetstream, jetstreamManager } from "@nats-io/jetstream";
import type { JetStreamClient, JetStreamManager, StreamConfig } from "@nats-io/jetstream";
import { headers, type MsgHdrs, type NatsConnection } from "@nats-io/nats-core";
import type { Environment } from "../environment.ts";

export type Operator = {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  /** The stream of this case, on `<namespace>.>`. */
  readonly stream: string;
  readonly on: (rest: string) => string;
};

/** A connection with a stream of its own. */
export async function openDlq(env: Environment, options: Partial<StreamConfig>): Promise<Operator> {
  const nc = await env.connect("operator");
  const jsm = await jetstreamManager(nc);
  const stream = env.namespace;
  await jsm.streams.add({ name: stream, subjects: [`${stream}.>`], ...options });
  return { nc, js: jetstream(nc), jsm, stream, on: (rest) => `${stream}.${rest}` };
}

export function withHeaders(pairs: Readonly<Record<string, string>>): { headers: MsgHdrs } {
  const all = headers();
  for (const [name, value] of Object.entries(pairs)) all.append(name, value);
  return { headers: all };
}

/** The API's code with which `doing` is refused, or what it answered instead. */
export async function refusalOf(doing: Promise<unknown>): Promise<unknown> {
  return doing.then(
    (answer) => ({ answer }),
    (thrown: unknown) => (thrown instanceof JetStreamApiError ? thrown.code : thrown),
  );
}
