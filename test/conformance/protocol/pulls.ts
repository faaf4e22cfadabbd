import { createInbox } from "@nats-io/nats-core";
import { expect } from "vitest";
import { untilInTime, whenQuick } from "../bench.ts";
import type { ConformanceCase, Environment } from "../environment.ts";
import { type Got, type Json, status } from "./raw-line.ts";
import { delivery, seqs, type Talk, talkOn } from "./talk.ts";

async function withConsumer(env: Environment, options: Json = {}): Promise<Talk> {
  const t = await talkOn(env);
  await t.consumer(options);
  return t;
}

/** Settles when so many pulls wait. */
const waiting = (t: Talk, num_waiting: number) => t.settles(() => t.info(), { num_waiting });

/** Pulls that come to the server together; each is waited for under a sid of its own. */
function pullAtOnce(t: Talk, count: number): string[] {
  const inboxes = Array.from({ length: count }, () => createInbox());
  const sids = inboxes.map((inbox) => t.line.subscribe(inbox));
  const body = '{"batch":1,"expires":5000000000}';
  const publish = (inbox: string) => `PUB $JS.API.CONSUMER.MSG.NEXT.${t.name}.c ${inbox} ${body.length}\r\n${body}\r\n`;
  t.line.write(inboxes.map(publish).join(""));
  return sids;
}

export const PULL_CASES: readonly ConformanceCase[] = [
  {
    id: "P-60",
    title: "a delivery shows the original subject, and in its reply subject count, sequences, time and what is pending",
    async run(env) {
      const t = await withConsumer(env);
      await t.fill(2);
      const { reply, ...message } = await t.next();
      expect(message).toMatchObject({ subject: t.on("1"), data: "job 1", headers: "" });
      const [start, time, pending] = [reply.split(".").slice(0, 7).join("."), ...reply.split(".").slice(7)];
      expect([start, pending]).toEqual([`$JS.ACK.${t.name}.c.1.1.1`, "1"]);
      expect(time).toMatch(/^\d{19}$/);
      const stored = (await t.api(`STREAM.MSG.GET.${t.name}`, { seq: 1 }))["message"] as { readonly time: string };
      expect(Math.floor(Number(time) / 1e6)).toBe(Date.parse(stored.time));
    },
  },
  {
    id: "P-61",
    title: "headers come along, or come alone with the size",
    async run(env) {
      const t = await withConsumer(env);
      await t.consumer({ headers_only: true }, "h");
      await t.put("a", "hello", "A: b");
      await t.put("b", "yo");
      expect(await t.next()).toMatchObject({ headers: "NATS/1.0\r\nA: b\r\n\r\n", data: "hello" });
      expect(await t.nexts(2, "h")).toMatchObject([
        { headers: "NATS/1.0\r\nA: b\r\nNats-Msg-Size: 5\r\n\r\n", data: "" },
        { headers: "NATS/1.0\r\nNats-Msg-Size: 2\r\n\r\n", data: "" },
      ]);
    },
  },
  {
    id: "P-62",
    title: "batch: as many as are asked for and no more; a body that says nothing of it asks for one",
    async run(env) {
      for (const [index, body] of ["", "1", '{"batch":1}', "[]", "nonsense"].entries()) {
        const t = await withConsumer({ ...env, namespace: `${env.namespace}-${index}` });
        await t.fill(3);
        const one = t.pull(body);
        await t.line.first(1, one);
        await t.settles(() => t.info(), { num_ack_pending: 1, num_waiting: 0, num_pending: 2 });
        expect(seqs(t.line.of(one)), body).toEqual([1]);
        expect(seqs(await t.line.first(2, t.pull(body === "1" ? "2" : { batch: 2 })))).toEqual([2, 3]);
      }
    },
  },
  {
    id: "P-63",
    title: "waiting pulls are served in turn",
    async run(env) {
      const t = await withConsumer(env);
      const pulls = [3, 3, 1].map((batch) => t.pull({ batch, expires: 10e9 }));
      await waiting(t, 3);
      await t.fill(7);
      await t.settles(() => t.info(), { num_waiting: 0, num_pending: 0, num_ack_pending: 7 });
      await t.line.settled();
      expect(pulls.map((sid) => seqs(t.line.of(sid)))).toEqual([[1, 4, 6], [2, 5, 7], [3]]);
    },
  },
  {
    id: "P-64",
    title: "a pull that nobody listens to any more is dropped, and its message waits for who does",
    async run(env) {
      const t = await withConsumer(env);
      const gone = t.pull({ batch: 3, expires: 10e9 });
      await waiting(t, 1);
      t.line.unsubscribe(gone);
      await waiting(t, 0);
      await t.put("a");
      await t.settles(() => t.info(), { num_pending: 1, num_ack_pending: 0 });
      expect(delivery(await t.next())).toMatchObject({ seq: 1, count: 1 });
      expect(t.line.of(gone)).toEqual([]);
    },
  },
  {
    id: "P-65",
    title: "408: a pull ends when its time is over, with what was left of it in messages and bytes",
    run: whenQuick(400, async (env, expiresMs) => {
      const t = await withConsumer(env);
      const askedAt = env.clock.now();
      const sid = t.pull({ batch: 3, expires: expiresMs * 1e6, max_bytes: 1000 });
      await t.fill(1);
      const [first, end] = await t.line.first(2, sid);
      const size = t.on("1").length + (first?.reply.length ?? 0) + "job 1".length;
      const pending = `Nats-Pending-Messages: 2\r\nNats-Pending-Bytes: ${1000 - size}`;
      expect(end).toMatchObject({ headers: `NATS/1.0 408 Request Timeout\r\n${pending}\r\n\r\n`, data: "", reply: "" });
      expect((end as Got).at - askedAt).toBeGreaterThanOrEqual(expiresMs - env.earlyMs);
      expect((end as Got).at - askedAt).toBeLessThanOrEqual(expiresMs + env.lateMs);
    }),
  },
  {
    id: "P-66",
    title: "100: a heartbeat after each idle_heartbeat without a message, with the last sequences",
    run: whenQuick(300, async (env, beatMs) => {
      const t = await withConsumer(env);
      const sid = t.pull({ batch: 3, expires: 3.4 * beatMs * 1e6, idle_heartbeat: beatMs * 1e6 });
      await waiting(t, 1);
      const sentAt = env.clock.now();
      await t.fill(1);
      const [, beat, next] = (await t.line.first(3, sid)) as [Got, Got, Got];
      expect(beat.headers).toBe("NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 1\r\nNats-Last-Stream: 1\r\n\r\n");
      for (const [n, { at }] of [beat, next].entries()) {
        expect(at - sentAt).toBeGreaterThanOrEqual(beatMs * (n + 1) - env.earlyMs);
        expect(at - sentAt).toBeLessThanOrEqual(beatMs * (n + 1) + env.lateMs);
      }
      const over = await t.line.until(() => t.line.of(sid).find((one) => status(one) === "408 Request Timeout"));
      expect(t.line.of(sid).at(-1)).toBe(over);
    }),
  },
  {
    id: "P-67",
    title: "404: no_wait takes what is there and ends; with expires it waits when there is nothing",
    async run(env) {
      const t = await withConsumer(env);
      const none = "NATS/1.0 404 No Messages\r\n\r\n";
      expect((await t.pulled({ batch: 1, no_wait: true })).headers).toBe(none);
      await t.fill(2);
      const some = await t.line.first(3, t.pull({ batch: 5, no_wait: true }));
      expect([...seqs(some.slice(0, 2)), some[2]?.headers]).toEqual([1, 2, none]);
      const askedAt = env.clock.now();
      const patient = await t.pulled({ batch: 2, no_wait: true, expires: 100e6 });
      expect(status(patient)).toBe("408 Request Timeout");
      expect(patient.at - askedAt).toBeGreaterThanOrEqual(100 - env.earlyMs);
    },
  },
  {
    id: "P-68",
    title: "408 Requests Pending: no_wait is refused while earlier pulls want what there is",
    async run(env) {
      // A number below none is taken as it is, and counted as a great many.
      for (const [n, earlier] of [{ batch: 5, expires: 10e9 }, "-1"].entries()) {
        const t = await withConsumer({ ...env, namespace: `${env.namespace}-${n}` }, { max_ack_pending: 1 });
        await t.fill(3);
        await t.next();
        t.pull(earlier);
        await waiting(t, 1);
        expect(status(await t.pulled({ batch: 1, no_wait: true }))).toBe("408 Requests Pending");
      }
    },
  },
  {
    id: "P-69",
    title: "409: max_bytes ends a pull before the message that does not fit, and when the batch is there",
    async run(env) {
      const t = await withConsumer(env);
      await t.put("a", "x".repeat(100));
      const pending = "Nats-Pending-Messages: 2\r\nNats-Pending-Bytes: 50";
      expect((await t.pulled({ batch: 2, max_bytes: 50 })).headers).toBe(
        `NATS/1.0 409 Message Size Exceeds MaxBytes\r\n${pending}\r\n\r\n`,
      );
      const got = await t.line.first(2, t.pull({ batch: 1, max_bytes: 1000 }));
      expect(delivery(got[0] as Got)).toMatchObject({ count: 1, consumerSeq: 1 });
      expect(got.map(status)).toEqual(["", "409 Batch Completed"]);
    },
  },
  {
    id: "P-70",
    title: "400 and 409: a pull that makes no sense, or asks for more than the consumer allows",
    async run(env) {
      const t = await withConsumer(env, { max_batch: 2, max_expires: 1e9, max_bytes: 100 });
      const requests: readonly (readonly [Json | string, string])[] = [
        [{ batch: 5 }, "409 Exceeded MaxRequestBatch of 2"],
        [{ batch: 1, expires: 2e9 }, "409 Exceeded MaxRequestExpires of 1s"],
        [{ batch: 1, max_bytes: 200 }, "409 Exceeded MaxRequestMaxBytes of 100"],
        [{ batch: 1, expires: 5e8, idle_heartbeat: 4e8 }, "400 Bad Request - heartbeat value too large"],
        [{ batch: 1, idle_heartbeat: 4e8 }, "400 Bad Request - heartbeat value too large"],
      ];
      const got: unknown[] = [];
      for (const [body] of requests) got.push([body, (await t.pulled(body)).headers]);
      expect(got).toEqual(requests.map(([body, line]) => [body, `NATS/1.0 ${line}\r\n\r\n`]));
      expect(status(await t.pulled("{x"))).toMatch(/^400 Bad Request - invalid /);
      expect(status(await t.pulled({ batch: "x" }))).toMatch(/^400 Bad Request - json: cannot unmarshal string/);
    },
  },
  {
    id: "P-71",
    title: "409 Exceeded MaxWaiting: only so many pulls wait; who asked for heartbeats is left to miss them",
    async run(env) {
      const t = await withConsumer(env, { max_waiting: 2 });
      for (let n = 0; n < 2; n++) t.pull({ batch: 1, expires: 10e9 });
      await waiting(t, 2);
      const silent = t.pull({ batch: 1, expires: 10e9, idle_heartbeat: 1e9 });
      expect((await t.pulled({ batch: 1, expires: 10e9 })).headers).toBe("NATS/1.0 409 Exceeded MaxWaiting\r\n\r\n");
      expect(t.line.of(silent)).toEqual([]);
    },
  },
  {
    id: "P-72",
    title: "max_ack_pending stops new messages and not redeliveries",
    async run(env) {
      const t = await withConsumer(env, { max_ack_pending: 2 });
      await t.fill(4);
      const sid = t.pull({ batch: 9, expires: 10e9 });
      const [first, second] = (await t.line.first(2, sid)) as [Got, Got];
      await t.settles(() => t.info(), { num_ack_pending: 2, num_pending: 2 });
      await t.ack(second, "-NAK");
      expect(seqs(await t.line.first(3, sid))).toEqual([1, 2, 2]);
      await t.ack(first);
      expect(seqs(await t.line.first(4, sid))).toEqual([1, 2, 2, 3]);
      await t.settles(() => t.info(), { num_ack_pending: 2, num_pending: 1 });
    },
  },
  {
    id: "P-73",
    title: "409 Consumer Deleted: a deleted consumer ends its pulls, whoever deletes it",
    async run(env) {
      for (const operation of ["CONSUMER.DELETE", "STREAM.DELETE"]) {
        const t = await withConsumer({ ...env, namespace: `${env.namespace}-${operation[0]}` });
        const sid = t.pull({ batch: 3, expires: 10e9, max_bytes: 100 });
        await waiting(t, 1);
        await t.api(operation === "CONSUMER.DELETE" ? `${operation}.${t.name}.c` : `${operation}.${t.name}`);
        expect((await t.line.first(1, sid))[0]?.headers).toBe("NATS/1.0 409 Consumer Deleted\r\n\r\n");
      }
    },
  },
  {
    id: "P-74",
    title: "503: nobody listens for pulls at a consumer that is not there",
    async run(env) {
      const t = await talkOn(env);
      expect(status(await t.pulled())).toBe("503");
    },
  },
  {
    id: "P-75",
    title: "a consumer looks only at what concerns it",
    async run(env) {
      const t = await talkOn(env);
      await t.consumer({ filter_subjects: [t.on("2"), t.on("4")] });
      await t.fill(5);
      expect(await t.next()).toMatchObject({ subject: t.on("2") });
      const info = await t.settles(() => t.info(), { num_pending: 1 });
      expect(info).toMatchObject({ delivered: { consumer_seq: 1, stream_seq: 2 } });
      expect(await t.next()).toMatchObject({ subject: t.on("4") });
    },
  },
  {
    id: "P-110",
    title: "a pull whose requester is gone keeps its slot under max_waiting until the consumer is looked at next",
    async run(env) {
      // A consumer of a real server may be looked at between two requests that came together; mostly it is not.
      for (let nth = 1; ; nth++) {
        const t = await withConsumer({ ...env, namespace: `${env.namespace}-${nth}` }, { max_waiting: 2 });
        const gone = t.pull({ batch: 1, expires: 5e9 });
        await waiting(t, 1);
        t.line.unsubscribe(gone);
        const sids = pullAtOnce(t, 3);
        await t.line.settled();
        const full = await t.line.first(1, sids[2] as string);
        expect(full.map(status)).toEqual(["409 Exceeded MaxWaiting"]);
        const second = t.line.of(sids[1] as string).map(status);
        if (second.length === 0) continue;
        expect(second).toEqual(["409 Exceeded MaxWaiting"]);
        // A look, and consumer info is one, frees the slot.
        await waiting(t, 1);
        const [third] = pullAtOnce(t, 1);
        await waiting(t, 2);
        expect(t.line.of(third as string)).toEqual([]);
        return;
      }
    },
  },
  {
    id: "P-111",
    title:
      "what a purge has made deliverable goes out when a pull was to end, though nobody waits for that pull any more",
    run: (env) => untilInTime(env, 400, looksWhenOneEnds),
  },
];

async function looksWhenOneEnds(env: Environment, expiresMs: number): Promise<"in time" | "too late"> {
  const t = await withConsumer(env, { max_ack_pending: 1 });
  await t.fill(2);
  await t.next();
  const askedAt = env.clock.now();
  const gone = t.pull({ batch: 1, expires: expiresMs * 1e6 });
  const patient = t.pull({ batch: 1, expires: 60e9 });
  await t.line.settled();
  t.line.unsubscribe(gone);
  await waiting(t, 1);
  await t.api(`STREAM.PURGE.${t.name}`, { keep: 1 });
  if (env.clock.now() - askedAt >= expiresMs) return "too late";
  const [got] = (await t.line.first(1, patient)) as [Got];
  expect(seqs([got])).toEqual([2]);
  expect(got.at - askedAt).toBeGreaterThanOrEqual(expiresMs - env.earlyMs);
  return "in time";
}
