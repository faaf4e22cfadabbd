import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cluster, startCluster } from "../../engine/broker/cluster.ts";
import { type Client, connect, openLog, UnrecoverableError } from "../../engine/index.ts";

/** The page's programs on three servers that hold a copy each, through the list of servers that `connect` takes. */
let cluster: Cluster;
let client: Client;
beforeAll(async () => {
  cluster = await startCluster({ size: 3 });
  client = await connect({ servers: cluster.urls, namespace: "three" });
});
afterAll(async () => {
  await client?.close();
  await cluster?.stop();
});

/** Calls back into a promise when something has been seen so many times. */
function seen(count: number): { readonly all: Promise<readonly string[]>; note(what: string): void } {
  const what: string[] = [];
  let tell: (all: readonly string[]) => void = () => undefined;
  const all = new Promise<readonly string[]>((resolve) => (tell = resolve));
  return {
    all,
    note(one) {
      what.push(one);
      if (what.length === count) tell(what);
    },
  };
}

test("declared, sent one by one, many and all or none, worked off, and given up as dead letters", async () => {
  const orders = await client.queue({ name: "orders", replicas: 3, atomic: true });
  await orders.send({ id: "order-1", payload: { cents: 500 } });
  await orders.sendAll(["order-2", "order-3"].map((id) => ({ id, payload: {} })));
  const together = ["order-4", "poison"].map((id) => ({ id, payload: {} }));
  const outcomes = async () => (await orders.sendAll(together, { atomic: true })).map(({ outcome }) => outcome);
  expect(await outcomes()).toEqual(["stored", "stored"]);
  expect(await outcomes()).toEqual(["duplicate", "duplicate"]);
  expect((await orders.send({ id: "order-1", payload: {} })).duplicate).toBe(true);

  const { config } = await streamOf("three-orders");
  expect(config.num_replicas).toBe(3);
  const { all, note } = seen(5);
  const worker = await orders.work(
    async (job) => {
      note(job.id);
      if (job.id === "poison") throw new UnrecoverableError("no card");
    },
    { concurrency: 2, prefetch: 2 },
  );
  expect((await all).toSorted()).toEqual(["order-1", "order-2", "order-3", "order-4", "poison"]);
  const operator = await orders.deadLetters("ann");
  await expect.poll(() => operator.groups("error")).toMatchObject([{ key: "no card", count: 1 }]);
  await expect.poll(() => orders.inspect()).toMatchObject({ stored: 0, deadLetters: 1 });
  await worker.stop();
});

test("what all workers must agree on, and a log, have three copies too", async () => {
  const videos = await client.queue({ name: "videos", replicas: 3, results: {}, fencing: true });
  await videos.send({ id: "video-1", payload: {} });
  const worker = await videos.work((_job, run) => Promise.resolve({ token: run.token }));
  expect(await videos.ended("video-1", 20_000)).toMatchObject({ state: "done" });
  await worker.stop();
  expect((await streamOf("KV_three-videos-results")).config.num_replicas).toBe(3);

  const events = await openLog(client, { name: "events", partitions: 2, replicas: 3 });
  await events.append({ id: "paid", key: "order-1", payload: {} });
  await events.append({ id: "shipped", key: "order-1", payload: {} });
  const { all, note } = seen(2);
  const reader = await events.read("billing", (event) => Promise.resolve(note(event.id)));
  expect(await all).toEqual(["paid", "shipped"]);
  await reader.stop();
});

async function streamOf(name: string): Promise<{ readonly config: { readonly num_replicas: number } }> {
  const answer = await client.connection.request(`$JS.API.STREAM.INFO.${name}`);
  return answer.json();
}
