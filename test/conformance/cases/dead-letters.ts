import { headers } from "@nats-io/nats-core";
import { expect } from "vitest";
import { namesOf } from "../../../engine/queue/names.ts";
import { ACK_WAIT_MS, bench, type Bench, fails, neverEnds, succeeds, whenQuick } from "../bench.ts";
import type { ConformanceCase } from "../environment.ts";

async function deadLetter(queue: Bench, seq: number) {
  const message = await queue.jsm.streams.getMessage(namesOf(queue.queue).deadStream, { seq });
  if (!message) throw new Error(`there is no dead letter ${seq}`);
  const header = (name: string) => message.header.get(name);
  return {
    text: new TextDecoder().decode(message.data),
    header,
    values: (name: string) => message.header.values(name),
  };
}

/** What cannot be done goes aside, once, with its story. */
export const DEAD_LETTERS: readonly ConformanceCase[] = [
  {
    id: "Q-30",
    title: "after maxAttempts a job is a dead letter with reason, attempts, origin, payload and its own headers",
    async run(env) {
      const queue = await bench(env, { maxAttempts: 3 });
      const header = headers();
      header.set("Ackademy-Job", "job-1");
      header.append("Tenant", "acme");
      header.append("Tenant", "umbrella");
      await queue.js.publish(namesOf(queue.queue).subject, '{"n":1}', { msgID: "id-1", headers: header });
      await queue.worker("worker", fails("no such card"));
      const moved = await queue.journal.until("job-dead-lettered");
      expect([moved.job, moved.attempt, moved.reason, moved.deadLetterSequence]).toEqual([
        "job-1",
        3,
        "no such card",
        1,
      ]);
      await queue.settlesAt({ stored: 0, inFlight: 0, deadLetters: 1 });
      const found = await deadLetter(queue, 1);
      expect(found.text).toBe('{"n":1}');
      expect(found.values("Tenant")).toEqual(["acme", "umbrella"]);
      expect(
        ["Job", "Dead-Reason", "Dead-Attempts", "Dead-Queue", "Dead-Sequence"].map((name) =>
          found.header(`Ackademy-${name}`),
        ),
      ).toEqual(["job-1", "no such card", "3", "jobs", "1"]);
      expect(queue.journal.of("job-delivered").map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    },
  },
  {
    id: "Q-31",
    title: "W3: a job that kills its workers is dead-lettered as well, without another run",
    run: whenQuick(200, async (env, ackWaitMs) => {
      const queue = await bench(env, { ackWaitMs, maxAttempts: 2 });
      await queue.send(1);
      for (const name of ["a", "b", "c"]) await queue.worker(name, neverEnds);
      const moved = await queue.journal.until("job-dead-lettered");
      expect([moved.attempt, moved.reason]).toEqual([3, "given up after 2 runs that nobody finished"]);
      expect(queue.journal.of("job-started")).toHaveLength(2);
      await queue.settlesAt({ stored: 0, deadLetters: 1 });
    }),
  },
  {
    id: "Q-32",
    title: "D1, D2: a mover that dies between publish and ack neither loses nor doubles the dead letter",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const queue = await bench(env, { ackWaitMs, maxAttempts: 1 });
      const dies = (point: string) =>
        point === "before-dead-letter-ack" ? new Promise<void>(() => {}) : Promise.resolve();
      await queue.worker("dying", fails("broken"), { onPoint: dies });
      await queue.send(1);
      await queue.journal.until("job-dead-lettered");
      await queue.settlesAt({ stored: 1, deadLetters: 1 });
      await queue.worker("other", fails("broken"));
      const second = await queue.journal.until("job-dead-lettered", 2);
      expect([second.worker, second.attempt, second.deadLetterSequence]).toEqual(["other", 2, 1]);
      await queue.settlesAt({ stored: 0, inFlight: 0, deadLetters: 1 });
      expect((await deadLetter(queue, 1)).header("Ackademy-Dead-Reason")).toBe("broken");
    }),
  },
  {
    id: "Q-33",
    title: "a payload that is not JSON fails like any other job, and its text is kept",
    async run(env) {
      const queue = await bench(env, { maxAttempts: 2 });
      await queue.js.publish(namesOf(queue.queue).subject, "{not json", { msgID: "id-1" });
      await queue.worker("worker", succeeds);
      await queue.journal.until("job-dead-lettered");
      await queue.settlesAt({ stored: 0, deadLetters: 1 });
      const found = await deadLetter(queue, 1);
      expect(found.text).toBe("{not json");
      expect(found.header("Ackademy-Dead-Reason")).toMatch(/^the payload of id-1 is not JSON/);
    },
  },
  {
    id: "Q-34",
    title: "one poison job does not hold up the others",
    async run(env) {
      const queue = await bench(env, { maxAttempts: 3, retry: { kind: "fixed", delayMs: 50 } });
      await queue.send(20);
      for (const name of ["a", "b"])
        await queue.worker(name, (job, run) => (job.id === "job-2" ? fails("poison")(job, run) : Promise.resolve()));
      await queue.journal.until("job-acked", 20);
      await queue.settlesAt({ stored: 0, inFlight: 0, deadLetters: 1 });
      expect(queue.journal.of("job-dead-lettered").map(({ job }) => job)).toEqual(["job-2"]);
      expect(queue.journal.of("job-delivered")).toHaveLength(22);
    },
  },
];
