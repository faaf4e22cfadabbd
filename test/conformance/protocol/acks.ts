import { expect } from "vitest";
import { type ConformanceCase, type Environment, inNamespace } from "../environment.ts";
import { type Got, type Json, status } from "./raw-line.ts";
import { delivery, seqs, type Talk, talkOn } from "./talk.ts";

async function queue(env: Environment, options: Json = {}, streamOptions: Json = {}): Promise<Talk> {
  const t = await talkOn(env, { retention: "workqueue", ...streamOptions });
  await t.consumer({ ack_wait: 30e9, ...options });
  return t;
}

/** The same on a stream of its own. */
const also = (env: Environment, nth: number): Environment => inNamespace(env, String(nth));

const CONFIRMED = { headers: "", data: "" };

/** The deliveries of one message: each no earlier than so long after its own anchor, and soon then. */
function expectAfter(
  env: Environment,
  got: readonly Got[],
  anchors: readonly number[],
  waits: readonly number[],
): void {
  expect(got.map((one) => delivery(one).count)).toEqual(got.map((_, n) => n + 1));
  for (const [n, wait] of waits.entries()) {
    // An arrival may be noticed late, so nothing is told from the one before it.
    const passed = (got[n + 1]?.at ?? NaN) - (anchors[n] ?? NaN);
    expect(passed, `delivery ${n + 2}`).toBeGreaterThanOrEqual(wait - env.earlyMs);
    expect(passed, `delivery ${n + 2}`).toBeLessThanOrEqual(wait + env.lateMs);
  }
}

/** Takes a message and asks for more time, before its ack_wait is surely over: on a busy machine only the next time. */
async function saidInTime(t: Talk, ackWaitMs: number): Promise<{ readonly message: Got; readonly saidAt: number }> {
  const { clock } = t.env;
  for (;;) {
    const askedAt = clock.now();
    const message = await t.next();
    await clock.sleep(ackWaitMs / 4);
    const saidAt = clock.now();
    expect(await t.ack(message, "+WPI")).toMatchObject(CONFIRMED);
    if (clock.now() - askedAt < ackWaitMs) return { message, saidAt };
  }
}

export const ACK_CASES: readonly ConformanceCase[] = [
  {
    id: "P-81",
    title: "an acknowledgement with a reply subject is confirmed by an empty message, once it counts",
    async run(env) {
      const t = await queue(env);
      await t.fill(1);
      expect(await t.ack(await t.next())).toMatchObject(CONFIRMED);
      await t.settles(() => t.state(), { messages: 0, first_seq: 2, last_seq: 1 });
      const info = await t.settles(() => t.info(), { num_ack_pending: 0 });
      expect(info).toMatchObject({ ack_floor: { consumer_seq: 1, stream_seq: 1 } });
    },
  },
  {
    id: "P-82",
    title: "bodies that end a message: +ACK, +OK, none, +TERM, +TERM with a reason",
    async run(env) {
      const t = await queue(env);
      for (const [index, body] of ["+ACK", "+OK", "", "+TERM", "+TERM of old age"].entries()) {
        await t.fill(1);
        expect(await t.ack(await t.next(), body), body).toMatchObject(CONFIRMED);
        await t.settles(() => t.state(), { messages: 0, last_seq: index + 1 });
      }
    },
  },
  {
    id: "P-83",
    title: "bodies that nobody knows are confirmed, and do nothing",
    async run(env) {
      const t = await queue(env);
      await t.fill(1);
      const message = await t.next();
      for (const body of ["nonsense", "+ack", "ACK"]) expect(await t.ack(message, body), body).toMatchObject(CONFIRMED);
      await t.settles(() => t.info(), { num_ack_pending: 1 });
    },
  },
  {
    id: "P-84",
    title: "the floor rises over what is done, in whatever order it was done",
    async run(env) {
      const t = await queue(env);
      await t.fill(5);
      const messages = await t.nexts(5);
      const floors = [];
      for (const [done, seq] of [2, 1, 4, 5, 3].entries()) {
        await t.ack(messages[seq - 1] as Got);
        const info = await t.settles(() => t.info(), { num_ack_pending: 4 - done });
        floors.push((info["ack_floor"] as { stream_seq: number }).stream_seq);
      }
      expect(floors).toEqual([0, 2, 2, 2, 5]);
    },
  },
  {
    id: "P-85",
    title:
      "the policy all acknowledges everything before; the policy none holds nothing, and nobody hears acknowledgements",
    async run(env) {
      const limits = { retention: "limits" };
      const t = await queue(env, { ack_policy: "all" }, limits);
      await t.fill(5);
      const messages = await t.nexts(5);
      for (const nth of [2, 0]) {
        await t.ack(messages[nth] as Got);
        const info = await t.settles(() => t.info(), { num_ack_pending: 2 });
        expect(info).toMatchObject({ ack_floor: { stream_seq: 3 } });
      }
      const free = await queue(also(env, 2), { ack_policy: "none" }, limits);
      await free.fill(2);
      const message = await free.next();
      const info = await free.settles(() => free.info(), { num_ack_pending: 0, num_pending: 1 });
      expect(info).toMatchObject({ ack_floor: { stream_seq: 1 } });
      expect(status(await free.ack(message))).toBe("503");
    },
  },
  {
    id: "P-86",
    title: "ack_wait runs from the delivery, again after each; +WPI begins it anew",
    async run(env) {
      const t = await queue(env, { ack_wait: 400e6 });
      await t.fill(1);
      const askedAt = env.clock.now();
      expectAfter(env, await t.returns(3, () => undefined), [askedAt, askedAt], [400, 800]);
      const other = await queue(also(env, 2), { ack_wait: 400e6 });
      await other.fill(1);
      const { message, saidAt } = await saidInTime(other, 400);
      const again = await other.next();
      expect(delivery(again).count).toBe(delivery(message).count + 1);
      expect(again.at - saidAt).toBeGreaterThanOrEqual(400 - env.earlyMs);
    },
  },
  {
    id: "P-87",
    title: "-NAK comes back at once; with a delay, as JSON or as Go writes it, no earlier; with nonsense at once",
    async run(env) {
      const t = await queue(env);
      await t.fill(1);
      const bodies = ["-NAK", '-NAK {"delay": 250000000}', "-NAK 50ms", "-NAK nonsense", "+ACK"];
      const saidAt: number[] = [];
      const got = await t.returns(5, (_, nth) => {
        saidAt.push(env.clock.now());
        return bodies[nth - 1];
      });
      expectAfter(env, got, saidAt, [0, 250, 50, 0]);
    },
  },
  {
    id: "P-88",
    title: "+NXT acknowledges and pulls in one, with a request if there is one",
    async run(env) {
      const t = await queue(env);
      await t.fill(4);
      const second = await t.ack(await t.next(), "+NXT");
      expect(second).toMatchObject({ subject: t.on("2") });
      await t.settles(() => t.state(), { messages: 3 });
      const sid = t.line.ask(second.reply, '+NXT {"batch":2}');
      expect(seqs(await t.line.first(2, sid))).toEqual([3, 4]);
    },
  },
  {
    id: "P-89",
    title: "an acknowledgement of what was never delivered is not confirmed, and 503 where there is no consumer",
    async run(env) {
      const t = await queue(env);
      await t.fill(1);
      const unheard = t.line.ask(`$JS.ACK.${t.name}.c.1.9.9.1.0`, "+ACK");
      // What comes later is done later.
      await t.ack(await t.next());
      expect(t.line.of(unheard)).toEqual([]);
      expect(status(await t.line.request(`$JS.ACK.${t.name}.nobody.1.1.1.1.0`, "+ACK"))).toBe("503");
    },
  },
];
