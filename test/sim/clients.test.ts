import { AckPolicy, type JsMsg } from "@nats-io/jetstream";
import { expect, test } from "vitest";
import { type Bench, type Client, inSim, SECOND_NS } from "./lab.ts";

async function workQueue({ client }: Bench, options = {}): Promise<Client> {
  const boss = await client();
  await boss.jsm.streams.add({ name: "Q", subjects: ["q.>"], retention: "workqueue" });
  const config = { durable_name: "w", ack_policy: AckPolicy.Explicit, ack_wait: SECOND_NS, ...options };
  await boss.jsm.consumers.add("Q", config);
  return boss;
}

const text = (message: JsMsg | null) => message?.string() ?? "nothing";

test("the official client publishes, pulls and confirms", () =>
  inSim(async (bench) => {
    const { js, jsm } = await workQueue(bench);
    expect(await js.publish("q.a", "hello", { msgID: "1" })).toMatchObject({ stream: "Q", seq: 1, duplicate: false });
    expect(await js.publish("q.a", "hello", { msgID: "1" })).toMatchObject({ seq: 1, duplicate: true });
    const consumer = await js.consumers.get("Q", "w");
    const message = await consumer.next();
    expect(text(message)).toBe("hello");
    expect(message?.info).toMatchObject({
      stream: "Q",
      consumer: "w",
      deliveryCount: 1,
      streamSequence: 1,
      pending: 0,
    });
    expect(await message?.ackAck()).toBe(true);
    expect((await jsm.streams.info("Q")).state.messages).toBe(0);
    expect((await jsm.getAccountInfo()).api).toMatchObject({ level: 5 });
  }));

test("next gives up when nothing comes, and gets what comes late", () =>
  inSim(async (bench) => {
    const { js } = await workQueue(bench);
    const consumer = await js.consumers.get("Q", "w");
    const before = bench.clock.now();
    expect(await consumer.next({ expires: 2000 })).toBeNull();
    expect(bench.clock.now() - before).toBe(2002);
    const pulled = consumer.next({ expires: 10_000 });
    await bench.wait(7000);
    await js.publish("q.a", "late");
    expect(text(await pulled)).toBe("late");
  }));

test("fetch ends with its batch, or with its time", () =>
  inSim(async (bench) => {
    const { js } = await workQueue(bench);
    for (let i = 0; i < 5; i++) await js.publish("q.a", String(i));
    const consumer = await js.consumers.get("Q", "w");
    const fetched: string[] = [];
    for (const expires of [5000, 1000]) {
      for await (const message of await consumer.fetch({ max_messages: 3, expires })) {
        fetched.push(message.string());
        message.ack();
      }
      fetched.push("end");
    }
    expect(fetched).toEqual(["0", "1", "2", "end", "3", "4", "end"]);
  }));

test("consume pulls again and again, over heartbeats and idle times", () =>
  inSim(async (bench) => {
    const { js } = await workQueue(bench);
    const consumer = await js.consumers.get("Q", "w");
    const messages = await consumer.consume({ max_messages: 2, expires: 2000 });
    const seen: string[] = [];
    const problems: string[] = [];
    void (async () => {
      for await (const status of messages.status()) if (status.type !== "next") problems.push(status.type);
    })();
    void (async () => {
      for await (const message of messages) {
        seen.push(message.string());
        message.ack();
      }
    })();
    for (let i = 0; i < 6; i++) {
      await bench.wait(i === 3 ? 9000 : 10);
      await js.publish("q.a", String(i));
    }
    await bench.wait(100);
    expect(seen).toEqual(["0", "1", "2", "3", "4", "5"]);
    expect([...new Set(problems)]).toEqual(["heartbeat", "discard", "debug"]);
    await messages.close();
  }));

test("nak, nak with a delay, working and term, as the client says them", () =>
  inSim(async (bench) => {
    const { js, jsm } = await workQueue(bench);
    await js.publish("q.a", "x");
    const consumer = await js.consumers.get("Q", "w");
    const take = async () => (await consumer.next({ expires: 5000 })) ?? expect.unreachable();
    (await take()).nak();
    const second = await take();
    second.nak(500);
    const nakedAt = bench.clock.now();
    const third = await take();
    expect([third.info.deliveryCount, bench.clock.now() - nakedAt]).toEqual([3, 502]);
    await bench.wait(900);
    third.working();
    await bench.wait(900);
    expect((await jsm.consumers.info("Q", "w")).num_ack_pending).toBe(1);
    third.term("enough");
    await bench.wait(10);
    expect((await jsm.streams.info("Q")).state.messages).toBe(0);
  }));

test("core requests, queue groups and no responders", () =>
  inSim(async (bench) => {
    const service = await bench.client();
    const other = await bench.client();
    const requester = await bench.client();
    for (const { nc, owner } of [service, other]) {
      nc.subscribe("svc.*", { queue: "g", callback: (_error, message) => void message.respond(`${owner}`) });
    }
    await Promise.all([service.nc.flush(), other.nc.flush()]);
    const answers: string[] = [];
    for (let i = 0; i < 4; i++) answers.push((await requester.nc.request("svc.a", "?")).string());
    expect(answers).toEqual([service, other, service, other].map(({ owner }) => `${owner}`));
    await expect(requester.nc.request("nobody", "?")).rejects.toThrow(/no responders/);
    await service.nc.drain();
    expect((await requester.nc.request("svc.a", "?")).string()).toBe(`${other.owner}`);
  }));

test("a crashed worker's job goes to another after ack_wait, never earlier", () =>
  inSim(async (bench) => {
    const boss = await workQueue(bench);
    const victim = await bench.client();
    const seen: string[] = [];
    bench.as(victim, async () => {
      const message = await (await victim.js.consumers.get("Q", "w")).next();
      seen.push(`victim ${text(message)} at ${bench.clock.now()}`);
      await bench.clock.sleep(300);
      seen.push("the dead goes on");
      message?.ack();
    });
    await bench.wait(20);
    await boss.js.publish("q.a", "job");
    await bench.wait(100);
    bench.crash(victim);
    await bench.wait(10);
    expect((await boss.jsm.consumers.info("Q", "w")).num_waiting).toBe(0);
    const message = await (await boss.js.consumers.get("Q", "w")).next();
    const deliveredAt = Number(/at (\d+)/.exec(seen[0] ?? "")?.[1]);
    expect(bench.clock.now() - deliveredAt).toBe(1000);
    expect([text(message), message?.info.deliveryCount]).toEqual(["job", 2]);
    expect(seen).toHaveLength(1);
  }));

test("jobs are shared by workers that take one at a time", () =>
  inSim(async (bench) => {
    const boss = await workQueue(bench);
    const done = new Map<string, number>();
    for (const [name, serviceMs] of [
      ["slow", 60],
      ["fast", 6],
    ] as const) {
      const worker = await bench.client();
      bench.as(worker, async () => {
        const consumer = await worker.js.consumers.get("Q", "w");
        for await (const message of await consumer.consume({ max_messages: 1 })) {
          await bench.clock.sleep(serviceMs);
          await message.ackAck();
          done.set(name, (done.get(name) ?? 0) + 1);
        }
      });
    }
    for (let i = 0; i < 100; i++) await boss.js.publish("q.a", String(i));
    await bench.wait(3000);
    expect((done.get("slow") ?? 0) + (done.get("fast") ?? 0)).toBe(100);
    expect(done.get("fast")).toBeGreaterThan(80);
  }));

/** Everything that workers see in a run with crashes, as text. */
function eventLog(seed: number, hopMs: number): Promise<string[]> {
  return inSim(
    async (bench) => {
      const log: string[] = [];
      const boss = await workQueue(bench);
      const start = async (name: string) => {
        const worker = await bench.client();
        bench.as(worker, async () => {
          const consumer = await worker.js.consumers.get("Q", "w");
          for (;;) {
            const message = await consumer.next({ expires: 1000 });
            if (message === null) continue;
            const { streamSequence, deliveryCount, pending } = message.info;
            log.push([bench.clock.tick, bench.clock.now(), name, streamSequence, deliveryCount, pending].join(" "));
            await bench.clock.sleep(70);
            await message.ackAck();
          }
        });
        return worker;
      };
      const workers = [await start("a"), await start("b"), await start("c")];
      for (let i = 0; i < 40; i++) {
        await boss.js.publish(`q.${i}`, "x", { msgID: String(i) });
        await bench.wait(25);
        if (i % 15 === 14) bench.crash(workers.pop() ?? expect.unreachable());
      }
      await bench.wait(10_000);
      const { state } = await boss.jsm.streams.info("Q");
      return [...log, `${state.messages} left of ${state.last_seq}`];
    },
    { seed, hopMs },
  );
}

test("the same run twice gives the same log, tick by tick", async () => {
  const first = await eventLog(7, 3);
  expect(first.at(-1)).toBe("0 left of 40");
  expect(first.length).toBeGreaterThan(41);
  expect(await eventLog(7, 3)).toEqual(first);
});

test("the client's own random numbers do not reach the server's order", async () => {
  const [first, second] = [await eventLog(1, 5), await eventLog(2, 5)];
  expect(second).toEqual(first);
});
