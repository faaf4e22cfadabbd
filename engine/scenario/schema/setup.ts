import { z } from "zod";
import { idText, positive } from "../../actors/fields.ts";
import { BROKERS } from "../brokers.ts";
import { faultSchema } from "../faults/registry.ts";
import { operatorFields } from "../parts/dead-letters/schema.ts";
import { flowFields } from "../parts/flow/schema.ts";
import { logFields } from "../parts/log/schema.ts";
import { queueFields, workerFields } from "../parts/queue/schema.ts";
import { replyFields } from "../parts/replies/schema.ts";
import { serverFields } from "../parts/servers/schema.ts";
import { knobSchema, variantSchema } from "./knobs.ts";

/** A scenario without its claims and its lesson: what runs, and what is done to it. Each part adds its fields. */
export const setupFields = {
  id: idText,
  title: z.string().min(1),
  shows: z.string().min(1).describe("What the run shows, in one line."),
  brokers: z
    .array(z.enum(BROKERS))
    .min(1)
    .default([...BROKERS]),
  seed: z.int().min(0).max(0xffffffff).default(1),
  // A connecting client sends several questions in a row and waits 5 s for each answer; longer hops alone make a restart fail.
  hopMs: positive.max(300).default(1).describe("How long a message travels between two processes, in virtual time."),
  ...serverFields,
  limitMs: positive.max(86_400_000).default(120_000).describe("A run that is not over by then has failed."),
  ...queueFields,
  ...replyFields,
  ...workerFields,
  ...logFields,
  ...operatorFields,
  ...flowFields,
  faults: z.array(faultSchema).default([]),
  knobs: z.array(knobSchema).default([]),
  variants: z.array(variantSchema).default([]),
};

/** With all defaults filled in. */
export type ScenarioSetup = z.output<z.ZodObject<typeof setupFields>>;
