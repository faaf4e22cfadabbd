import { jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { connect } from "@nats-io/transport-node";
import { errorText, NoBrokerError } from "../kernel/errors.ts";
import type { Broker } from "./broker.ts";
import { assertApiLevel } from "./nats-server/version.ts";

/** A real nats-server over TCP, or several that are a cluster: whichever answers; Node only. */
export function natsBroker(servers: string | readonly string[]): Broker {
  const urls = typeof servers === "string" ? [servers] : [...servers];
  return { connect: (name) => connectNats(urls, name) };
}

/** @throws NoBrokerError when nobody answers at any of `urls`. */
async function connectNats(urls: string[], name: string): Promise<NatsConnection> {
  try {
    return await connect({ servers: urls, name, maxReconnectAttempts: -1, reconnectTimeWait: 250 });
  } catch (thrown) {
    throw new NoBrokerError(
      `no nats-server answers at ${urls.join(", ")}: ${errorText(thrown)}`,
      "Start one with JetStream: `nats-server -js`. (`scenario run` without --server starts one of its own.)",
      { cause: thrown },
    );
  }
}

/** @throws NoBrokerError when the server has no JetStream or one that is too old for what the engine asks of it. */
export async function assertUsable(broker: Broker): Promise<void> {
  const connection = await broker.connect("check");
  try {
    const manager = await jetstreamManager(connection, { checkAPI: false });
    const account = await manager.getAccountInfo().catch((thrown: unknown) => {
      throw new NoBrokerError(
        `the server has no JetStream: ${errorText(thrown)}`,
        "Start nats-server with `-js`, or with a `jetstream {}` block in its configuration.",
        { cause: thrown },
      );
    });
    const { level } = account.api as { level?: number };
    assertApiLevel(level, connection.info?.version);
  } finally {
    await connection.close();
  }
}
