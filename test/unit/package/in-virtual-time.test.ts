// What the tested programs use is what everybody uses: the globals.
/* oxlint-disable ackademy/banned */
import { expect, test } from "vitest";
import { inVirtualTime, NotEndedError, type OwnView } from "../../../engine/package/sim.ts";

const HOUR_MS = 3_600_000;
const real = { setTimeout: globalThis.setTimeout, Date: globalThis.Date };

/** Declares the queue and starts a worker that notes what it does, as a program of its own. */
async function work({ connect, clock }: OwnView, name: string, notes: string[]) {
  const client = await connect();
  const mails = await client.queue({ name: "mails", ackWaitMs: 5_000 });
  await mails.work(async (job) => {
    notes.push(`${name}: ${job.id}, delivery ${job.deliveries}`);
    await clock.sleep(1_000);
  });
}

test("a delayed job comes after its hour, which passes at once, on the clock of the globals too", async () => {
  const lateness = await inVirtualTime(
    async ({ connect, clock }) => {
      const client = await connect();
      const reminders = await client.queue({ name: "reminders", schedules: true });
      const sentAt = Date.now();
      await reminders.send({ id: "later", payload: {}, delayMs: HOUR_MS });
      const cameAt = await new Promise<number>((came) => {
        void reminders.work(async () => came(Date.now()));
      });
      expect(clock.now()).toBeGreaterThan(HOUR_MS);
      return cameAt - sentAt - HOUR_MS;
    },
    { limitMs: 2 * HOUR_MS },
  );
  expect(lateness).toBeGreaterThanOrEqual(0);
  expect(lateness).toBeLessThan(1_000);
  expect({ setTimeout: globalThis.setTimeout, Date: globalThis.Date }).toEqual(real);
});

test("the job of a killed program comes back after the visibility timeout", async () => {
  const notes: string[] = [];
  await inVirtualTime(async (sim) => {
    const first = sim.start((own) => work(own, "first", notes));
    await first.ended;
    const mails = await (await sim.connect()).queue({ name: "mails", ackWaitMs: 5_000 });
    await mails.send({ id: "mail-1", payload: {} });
    await sim.clock.sleep(500);
    first.kill();
    sim.start((own) => work(own, "second", notes));
    await sim.clock.sleep(10_000);
    expect(await mails.inspect()).toMatchObject({ stored: 0 });
  });
  expect(notes).toEqual(["first: mail-1, delivery 1", "second: mail-1, delivery 2"]);
});

test("a paused program goes on when it is resumed", async () => {
  const notes: string[] = [];
  await inVirtualTime(async (sim) => {
    const program = sim.start((own) => work(own, "paused", notes));
    await program.ended;
    program.pause();
    const mails = await (await sim.connect()).queue({ name: "mails", ackWaitMs: 5_000 });
    await mails.send({ id: "mail-1", payload: {} });
    await sim.clock.sleep(1_000);
    expect(notes).toEqual([]);
    program.resume();
    await sim.clock.sleep(1_000);
  });
  expect(notes).toEqual(["paused: mail-1, delivery 1"]);
});

test("the body outlives a program whose promise it has awaited", async () => {
  const notes: string[] = [];
  await inVirtualTime(async (sim) => {
    const mails = await (await sim.connect()).queue({ name: "mails", ackWaitMs: 5_000 });
    await mails.send({ id: "mail-1", payload: {} });
    const received = await new Promise<() => void>((tell) => {
      const program = sim.start(async ({ connect }) => {
        const same = await (await connect()).queue({ name: "mails", ackWaitMs: 5_000 });
        await same.work(async () => {
          tell(() => program.kill());
          await new Promise(() => undefined);
        });
      });
    });
    received();
    sim.start((own) => work(own, "second", notes));
    await sim.clock.sleep(10_000);
    expect(await mails.inspect()).toMatchObject({ stored: 0 });
  });
  expect(notes).toEqual(["second: mail-1, delivery 2"]);
});

test("a killed server keeps what it has stored", async () => {
  const stored = await inVirtualTime(async ({ connect, killServer, startServer, clock }) => {
    const mails = await (await connect()).queue({ name: "mails" });
    await mails.send({ id: "mail-1", payload: {} });
    await killServer();
    await clock.sleep(2_000);
    await startServer();
    await clock.sleep(2_000);
    return (await mails.inspect()).stored;
  });
  expect(stored).toBe(1);
});

test("a body that waits for nothing, or for too long, is an error; its own error comes through", async () => {
  await expect(inVirtualTime(() => new Promise(() => undefined))).rejects.toThrow(NotEndedError);
  await expect(inVirtualTime(({ clock }) => clock.sleep(2_000), { limitMs: 1_000 })).rejects.toThrow(
    "limitMs, 00:01.000",
  );
  await expect(inVirtualTime(() => Promise.reject(new Error("mine")))).rejects.toThrow("mine");
  expect({ setTimeout: globalThis.setTimeout, Date: globalThis.Date }).toEqual(real);
});

test("several at once run one after the other, and the same seed draws the same", async () => {
  const draw = (seed: number) =>
    inVirtualTime(
      async ({ clock }) => {
        await clock.sleep(10);
        return Math.random();
      },
      { seed },
    );
  const [a, b, c] = await Promise.all([draw(1), draw(1), draw(2)]);
  expect(a).toBe(b);
  expect(a).not.toBe(c);
});
