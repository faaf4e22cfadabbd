import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { expect, test } from "vitest";
import { startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { makeStores } from "../../engine/queue/declare/stores.ts";

/** About five in a thousand are refused at first: nats-server removes the folder of streams that it has just emptied. */
const ROUNDS = 1_000;

test("on a real server a stream can be made in the moment in which the last one goes", async () => {
  const server = await startNatsServer();
  const connection = await connect({ servers: server.url });
  try {
    const jsm = await jetstreamManager(connection);
    for (let n = 0; n < ROUNDS; n++) {
      const name = `S${n}`;
      expect((await makeStores(() => jsm.streams.add({ name, subjects: [name] }))).config.name).toBe(name);
      await jsm.streams.delete(name);
    }
  } finally {
    await connection.close();
    await server.stop();
  }
});
