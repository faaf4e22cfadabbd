// A program for people to copy: it talks to whoever runs it.
/* oxlint-disable ackademy/banned */
// show: first-test
import { inVirtualTime } from "ackademy/sim";

await inVirtualTime(async (sim) => {
  const client = await sim.connect();
  const mails = await client.queue({ name: "mails", ackWaitMs: 30_000 });
  const startWorker = (name: string) =>
    sim.start(async ({ connect, clock }) => {
      const own = await connect();
      const queue = await own.queue({ name: "mails", ackWaitMs: 30_000 });
      await queue.work(async (job) => {
        console.log(`${name}: delivery ${job.deliveries} of ${job.id}`);
        await clock.sleep(10_000);
      });
    });
  const first = startWorker("first");
  await mails.send({ id: "mail-1", payload: {} });
  await sim.clock.sleep(5_000);
  first.kill(); // in the middle of the job, as SIGKILL
  startWorker("second");
  await sim.clock.sleep(60_000); // takes no time
  console.log(`left: ${(await mails.inspect()).stored}`);
});
// end
