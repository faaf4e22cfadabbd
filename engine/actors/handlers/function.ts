import { jetstream } from "@nats-io/jetstream";
import { z } from "zod";
import { InternalError } from "../../kernel/errors.ts";
import { HandBackError, RetryAfterError, TerminateError, UnrecoverableError } from "../../queue/errors.ts";
import type { Service } from "../../reply/responder.ts";
import { FunctionError } from "../../sandbox/functions.ts";
import { durationSchema } from "../durations/registry.ts";
import { idText } from "../fields.ts";
import { toolsFor } from "./function-tools.ts";
import { handler } from "./handler.ts";

const schema = z.strictObject({
  kind: z.literal("function").describe("Calls a function of the run's handlers file: `run FILE --handlers mine.ts`."),
  name: z
    .string()
    .regex(/^[A-Za-z_$][\w$]*$/, { error: "the name of an exported function" })
    .max(64)
    .describe("The function that the handlers file exports."),
  serviceMs: durationSchema.default(0).describe("Time before the function is called; it may also wait itself."),
  charges: z
    .boolean()
    .default(false)
    .describe("Each job that it has done must be paid once: the ledger then counts its amount."),
  sends: z.array(idText).default([]).describe("The queues that it sends to."),
});

/** A function that the user wrote. It runs in a sandbox; whatever it does outside of it passes the tools below. */
export const callFunction = handler({
  schema,
  create: (spec, context): Service => {
    if (!context.functions) throw new InternalError(`there is no handlers file for the function ${spec.name}`);
    const functions = context.functions();
    const js = jetstream(context.connection);
    return async ({ id, queue, payload, attempt, deliveries, streamSequence }, run) => {
      const job = { id, queue, payload, attempt, deliveries, streamSequence };
      const tools = toolsFor(spec, context, js, job, run);
      try {
        return await functions.call(spec.name, { job, token: run.token }, tools);
      } catch (thrown) {
        throw thrown instanceof FunctionError ? asQueueError(thrown) : thrown;
      }
    };
  },
  charges: ({ charges }) => charges,
  queues: ({ sends }) => sends.map((name, i) => ({ path: `sends.${i}`, name })),
  functions: ({ name }) => [{ path: "name", name }],
});

/** The errors of the queue that a handler may throw, as the queue knows them. */
function asQueueError(error: FunctionError): Error {
  const { message, thrown, delayMs } = error;
  switch (thrown) {
    case "UnrecoverableError":
      return new UnrecoverableError(message);
    case "TerminateError":
      return new TerminateError(message);
    case "RetryAfterError":
      return new RetryAfterError(delayMs ?? 0, message);
    case "HandBackError":
      return new HandBackError(delayMs ?? 0, message);
    default:
      return error;
  }
}
