import { z } from "zod";
import { claimSchema, lessonSchema } from "./schema/lesson.ts";
import { setupFields } from "./schema/setup.ts";

/**
 * A scenario is at once script, lesson and test, and *data only*: handlers and checks are named from registries.
 * The same shape comes as a TypeScript module (ours), YAML or JSON (anybody's).
 */
export const scenarioSchema = z.strictObject({
  ...setupFields,
  claims: z.array(claimSchema).default([]),
  lesson: lessonSchema.optional(),
});

/** A scenario with all defaults filled in. */
export type Scenario = z.output<typeof scenarioSchema>;
/** What an author writes. */
export type ScenarioSource = z.input<typeof scenarioSchema>;
export type QueueSpec = Scenario["queues"][number];
export type ProducerSpec = Scenario["producers"][number];
export type RequesterSpec = Scenario["requesters"][number];
export type LogSpec = Scenario["logs"][number];
export type AppenderSpec = Scenario["appenders"][number];
export type ReaderSpec = Scenario["readers"][number];
export type FlowSpec = NonNullable<Scenario["flow"]>;
export type DeskSpec = Scenario["desks"][number];
export type WorkerSpec = Scenario["workers"][number];
export type { Knob, KnobValues, Variant } from "./schema/knobs.ts";
