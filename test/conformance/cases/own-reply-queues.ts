import { jetstream } from "@nats-io/jetstream";
import { expect } from "vitest";
import { openRequester } from "../../../engine/reply/own-reply-queue.ts";
import type { ConformanceCase, Environment } from "../environment.ts";
import { answersAtOnce, PATIENT_MS, replyBench, type ReplyBench } from "../reply-bench.ts";
import { settles } from "../settles.ts";

const INACTIVE_MS = 1_000;

/** The streams of the reply queues of `web`, those of their dead letters included. */
async function left({ replies: { jsm }, env }: ReplyBench): Promise<number> {
  let count = 0;
  for await (const name of jsm.streams.names()) if (name.startsWith(`${env.namespace}-web-`)) count++;
  return count;
}

async function open(env: Environment) {
  const connection = await env.connect("web");
  const options = { namespace: env.namespace, name: "web", inactiveMs: INACTIVE_MS, clock: env.clock };
  return { connection, requester: await openRequester(jetstream(connection), options) };
}

/** Reply queues of one process each. */
export const OWN_REPLY_QUEUES: readonly ConformanceCase[] = [
  {
    id: "R-50",
    title: "OW1: however often a program is deployed, its requesters leave no reply queue behind; they overlap in time",
    async run(env) {
      const bench = await replyBench(env);
      await bench.service("worker", answersAtOnce);
      const before = await left(bench);
      let last = await open(env);
      for (let deploy = 1; deploy <= 5; deploy++) {
        const next = await open(env);
        await last.requester.stop();
        const answer = await bench.ask(next.requester, `ask-${deploy}`, { timeoutMs: PATIENT_MS });
        expect(answer).toMatchObject({ outcome: "answered", result: { did: `ask-${deploy}` } });
        last = next;
      }
      expect(await left(bench)).toBe(before + 2);
      await last.requester.stop();
      expect(await left(bench)).toBe(before);
    },
  },
  {
    id: "R-51",
    title: "OW2: what killed processes leave behind is deleted by a later one; what somebody waits at stays",
    async run(env) {
      const bench = await replyBench(env);
      await bench.service("worker", answersAtOnce);
      // One of another name, which nobody waits at.
      await bench.replyQueue("web-mails");
      const before = await left(bench);
      const living = await open(env);
      for (let n = 1; n <= 3; n++) await (await open(env)).connection.close();
      const swept = async () => {
        await (await open(env)).requester.stop();
        return { streams: await left(bench) };
      };
      await settles(env, swept, { streams: before + 2 });
      expect(await bench.ask(living.requester, "ask-1", { timeoutMs: PATIENT_MS })).toMatchObject({
        outcome: "answered",
      });
    },
  },
];
