import { expect } from "vitest";
import { UnrecoverableError } from "../../../engine/queue/errors.ts";
import { sendWithChildren } from "../../../engine/queue/features/dependencies.ts";
import { childrenOf } from "../../../engine/queue/features/dependency-record.ts";
import { ACK_WAIT_MS, bench, type Bench, neverEnds, succeeds } from "../bench.ts";
import type { ConformanceCase, Environment } from "../environment.ts";

/** A queue of parents, one of children, and a parent with so many of them. */
async function record(
  env: Environment,
  count: number,
): Promise<{ parents: Bench; parts: Bench; send(): Promise<void> }> {
  const parents = await bench(env, { name: "albums", dependencies: true });
  const parts = await bench(env, { name: "pictures", ackWaitMs: ACK_WAIT_MS });
  const children = Array.from({ length: count }, (_, n) => ({
    queue: parts.queue,
    job: { id: `picture-${n + 1}`, payload: n },
  }));
  const send = () => sendWithChildren(parents.js, parents.queue, { id: "album", payload: "summer" }, children);
  return { parents, parts, send };
}

/** Jobs that wait for others. */
export const FAMILIES: readonly ConformanceCase[] = [
  {
    id: "Q-150",
    title: "a parent is sent when its last child is done, once, and its handler knows what they returned",
    async run(env) {
      const { parents, parts, send } = await record(env, 3);
      await send();
      let seen: unknown;
      await parents.worker("album", async (job) => {
        seen = await childrenOf(parents.js, parents.queue, job.id);
      });
      await parents.settlesAt({ stored: 0 });
      for (const name of ["a", "b"]) await parts.worker(name, (job) => Promise.resolve(`${job.id}.jpg`));
      await parents.journal.until("job-acked");
      expect(seen).toEqual({
        "picture-1": { state: "done", result: "picture-1.jpg" },
        "picture-2": { state: "done", result: "picture-2.jpg" },
        "picture-3": { state: "done", result: "picture-3.jpg" },
      });
      await parts.journal.until("child-finished", 3);
      expect(new Set(parts.journal.of("child-finished").map(({ left }) => left))).toEqual(new Set([0, 1, 2]));
      expect(parents.journal.of("job-delivered")).toHaveLength(1);
      await parts.settlesAt({ stored: 0 });
    },
  },
  {
    id: "Q-151",
    title: "a child that is given up counts as ended, and the parent is told why",
    async run(env) {
      const { parents, parts, send } = await record(env, 2);
      await send();
      await parts.worker("worker", (job) =>
        job.id === "picture-2" ? Promise.reject(new UnrecoverableError("not a picture")) : Promise.resolve(),
      );
      await parents.settlesAt({ stored: 1 });
      expect(await childrenOf(parents.js, parents.queue, "album")).toEqual({
        "picture-1": { state: "done" },
        "picture-2": { state: "dead", error: "not a picture" },
      });
    },
  },
  {
    id: "Q-152",
    title: "PC2: a worker that dies after it sent the parent does not send it again, and no child is forgotten",
    async run(env) {
      const { parents, parts, send } = await record(env, 1);
      await send();
      await parts.worker("dying", succeeds, { onPoint: () => new Promise(() => {}) });
      await parents.settlesAt({ stored: 1 });
      await parts.worker("other", succeeds);
      await parts.journal.until("job-acked");
      await parts.settlesAt({ stored: 0 });
      await parents.settlesAt({ stored: 1 });
    },
  },
  {
    id: "Q-153",
    title:
      "PC1: sent again after a crash of its sender, a parent with its children knows what its children have done meanwhile",
    async run(env) {
      const { parents, parts, send } = await record(env, 2);
      await send();
      await parts.worker("worker", (job, run) => (job.id === "picture-1" ? Promise.resolve() : neverEnds(job, run)), {
        concurrency: 2,
      });
      await parts.journal.until("job-acked", 1, "picture-1");
      await send();
      expect(await childrenOf(parents.js, parents.queue, "album")).toEqual({
        "picture-1": { state: "done" },
        "picture-2": null,
      });
      await parents.settlesAt({ stored: 0 });
    },
  },
  {
    id: "Q-154",
    title: "a parent in a queue that takes none, or without children, is refused with what to do",
    async run(env) {
      const queue = await bench(env);
      const child = { queue: queue.queue, job: { id: "child", payload: 1 } };
      const parent = { id: "parent", payload: 1 };
      await expect(sendWithChildren(queue.js, queue.queue, parent, [child])).rejects.toThrow(
        "the queue jobs takes no parents",
      );
      const { parents } = await record(env, 1);
      await expect(sendWithChildren(parents.js, parents.queue, parent, [])).rejects.toThrow("there are none");
    },
  },
];
