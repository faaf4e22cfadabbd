import type { RunRequest } from "../../engine/scenario/run/run-types.ts";
import type { ScenarioSource } from "../../engine/scenario/schema.ts";
import { validateScenario } from "../../engine/scenario/validate.ts";
import { requestFor } from "./runs.ts";

/** A scenario whose workers call functions of a handlers file: one charges, and sends a job to one that mails. */
export const OWN_HANDLERS: ScenarioSource = {
  id: "own-handlers",
  title: "Own handlers",
  shows: "A crash before the ack.",
  queues: [{ name: "orders", ackWaitMs: 2_000, maxAttempts: 3 }, { name: "mails" }],
  producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 4, everyMs: 200 }],
  workers: [
    {
      ...{ name: "worker", count: 2, queue: "orders" },
      handler: { kind: "function", name: "charge", charges: true, sends: ["mails"] },
    },
    { name: "mailer", queue: "mails", handler: { kind: "function", name: "mail" } },
  ],
  faults: [{ kind: "crash", at: { job: "order-2", attempt: 1, point: "before-ack" } }],
  claims: [{ id: "paid-once", says: "Each order is paid once.", check: { kind: "ledger", actual: "equals-expected" } }],
};

/** The bug of the lesson: a second delivery charges again. With `key`, it does not. */
export function chargingHandlers({ key }: { readonly key: boolean }): string {
  return `import { UnrecoverableError, type HandlerJob, type HandlerTools } from "ackademy";

type Receipt = { readonly order: string };

export async function charge(job: HandlerJob, tools: HandlerTools): Promise<Receipt> {
  const { order, amountCents } = job.payload;
  await tools.sleep(100 + Math.floor(Math.random() * 50));
  await tools.charge({ order, amountCents${key ? ", key: order" : ""} });
  await tools.send("mails", { id: \`mail-\${order}\`, payload: { order, amountCents } });
  return { order };
}

export async function mail(job: HandlerJob, tools: HandlerTools): Promise<void> {
  const { order } = job.payload;
  if (order === "order-3") throw new UnrecoverableError("no such address");
  await tools.effect("notify", { order, key: job.id });
}
`;
}

export function requestWith(text: string, file = "mine.ts", changes: Partial<ScenarioSource> = {}): RunRequest {
  const scenario = validateScenario({ ...OWN_HANDLERS, ...changes }, "own handlers");
  return requestFor(scenario, { handlers: { file, text } });
}
