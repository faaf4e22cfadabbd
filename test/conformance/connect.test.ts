import { createServer, type Server } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { connect } from "../../engine/index.ts";

let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server.stop());

/** A port at which nobody answers: taken, and given back. */
async function deadUrl(): Promise<string> {
  const taken: Server = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as { readonly port: number };
  taken.close();
  await once(taken, "close");
  return `nats://127.0.0.1:${port}`;
}

test("of a list of servers it takes one that answers; queues and logs work over it", async () => {
  const client = await connect({ servers: [await deadUrl(), server.url], namespace: "list" });
  const queue = await client.queue({ name: "jobs", replicas: 1 });
  expect((await queue.send({ id: "job-1", payload: 1 })).duplicate).toBe(false);
  expect(await queue.inspect()).toMatchObject({ stored: 1 });
  await client.close();
});

test("when none answers it says which were asked", async () => {
  const [one, two] = [await deadUrl(), await deadUrl()];
  await expect(connect({ servers: [one, two] })).rejects.toMatchObject({
    name: "NoBrokerError",
    message: expect.stringContaining(`${one}, ${two}`) as string,
  });
});

test("more copies than there are servers are refused by the server, and nothing is declared", async () => {
  const client = await connect({ servers: server.url, namespace: "copies" });
  await expect(client.queue({ name: "jobs", replicas: 3 })).rejects.toMatchObject({
    name: "BadInputError",
    cause: { code: 10074 },
  });
  await expect(client.connection.request("$JS.API.STREAM.INFO.copies-jobs")).resolves.toSatisfy(
    (answer: { json(): { error?: { err_code: number } } }) => answer.json().error?.err_code === 10059,
  );
  await client.close();
});
