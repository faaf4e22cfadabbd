/** Where one starts who starts from nothing: the smallest scenario with a queue, a producer and workers. */
export const BLANK = `id: my-scenario
title: My scenario
shows: Two workers share one queue.

queues:
  - name: orders
    ackWaitMs: 3000

producers:
  - name: shop
    queue: orders
    jobName: order
    jobs: 6
    everyMs: 500

workers:
  - name: worker
    count: 2
    queue: orders
    handler:
      kind: work
      serviceMs: [600, 900]

# A worker dies in the middle of its third job. Remove the marks to see it.
# faults:
#   - kind: crash
#     at: { job: order-3, attempt: 1, point: before-ack }
`;

/** The first handlers file of somebody who starts from nothing: it charges once, however often a job is delivered. */
export const BLANK_HANDLERS = `import { UnrecoverableError, type HandlerJob, type HandlerTools } from "ackademy";

// A worker calls it if its handler is { kind: function, name: charge, charges: true }.
export async function charge(job: HandlerJob, tools: HandlerTools) {
  const { order, amountCents } = job.payload;
  if (amountCents <= 0) throw new UnrecoverableError("nothing to charge");
  await tools.sleep(600);
  await tools.charge({ order, amountCents, key: order });
  return { charged: order };
}
`;
