import { jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { connect } from "@nats-io/transport-node";
import { errorText, NoBrokerError } from "../kernel/errors.ts";
import type { Broker } from "./broker.ts";
import { assertApiLevel } from "./nats-server/version.ts";

/** A real nats-server over TCP; Node only. */
export function natsBroker(url: string): Broker {
  return { connect: (name) => connectNats(url, name) };
}

/** @throws NoBrokerError when nobody answers at `url`. */
async function connectNats(url: string, name: string): Promise<NatsConnection> {
  try {
    return await connect({ servers: url, name, maxReconnectAttempts: -1, reconnectTimeWait: 250 });
  } catch (thrown) {
    throw new NoBrokerError(
      `no nats-server answers at ${url}: ${errorText(thrown)}`,
      "Start one with JetStream (`nats-server -js`), or leave out --server and a private one is started.",
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
