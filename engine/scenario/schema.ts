import { z } from "zod";
import { claimSchema, lessonSchema } from "./schema/lesson.ts";
import { setupFields } from "./schema/setup.ts";

/**
 * A scenario is script, lesson and test in one, and *data only*: it names handlers and checks from registries. It comes as a
 * TypeScript module (in this repository), or as YAML or JSON (anywhere).
 */
export const scenarioSchema = z.strictObject({
  ...setupFields,
  claims: z.array(claimSchema).default([]),
  lesson: lessonSchema.optional(),
});

/** A scenario with all defaults filled in. */
export type Scenario = z.output<typeof scenarioSchema>;
/** What an author writes: defaults may be left out. */
export type ScenarioSource = z.input<typeof scenarioSchema>;
export type QueueSpec = Scenario["queues"][number];
export type ProducerSpec = Scenario["producers"][number];
export type RequesterSpec = Scenario["requesters"][number];
export type LogSpec = Scenario["logs"][number];
export type LogProducerSpec = Scenario["logProducers"][number];
export type ReaderSpec = Scenario["readers"][number];
export type FlowSpec = NonNullable<Scenario["flow"]>;
export type OperatorSpec = Scenario["operators"][number];
export type WorkerSpec = Scenario["workers"][number];
export type { Knob, KnobValues, Variant } from "./schema/knobs.ts";
