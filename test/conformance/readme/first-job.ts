// A program for people to copy: it talks to whoever runs it.
/* oxlint-disable ackademy/banned */
// show: first-job
import { connect } from "ackademy";

const client = await connect({ servers: process.env["NATS_URL"] ?? "nats://127.0.0.1:4222" });
const mails = await client.queue({ name: "mails" });
await mails.send({ id: "mail-1", payload: { to: "ann@example.org" } });
const worker = await mails.work(async (job) => {
  console.log(`attempt ${job.attempt} of ${job.id}:`, job.payload);
});
// A graceful end: running jobs end, everything else is handed back at once.
process.once("SIGTERM", () => void worker.stop().then(() => client.close()));
// end
