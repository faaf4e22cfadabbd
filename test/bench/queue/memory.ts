import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { engineSystem } from "./engine-system.ts";

/** How many bytes the engine's process holds more for so many jobs that it has sent and that wait in the queue. */
export async function memoryOfQueued(url: string, jobs: number): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const system = await engineSystem({ name: "memory", url });
  const queue = await system.queue();
  await queue.sendMany("before", Math.min(jobs, 1_000));
  const held = () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = held();
  await queue.sendMany("queued", jobs);
  const after = held();
  await queue.delete();
  await system.close();
  return after - before;
}
