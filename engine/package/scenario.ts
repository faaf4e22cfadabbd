/** The door `ackademy/scenario`: run, judge and compare scenarios; see scenarios/README.md. Node only. */
export type { Access, Login, TlsSettings } from "../broker/access.ts";
export { BadInputError, NoBrokerError } from "../kernel/errors.ts";
export type { BrokerName } from "../scenario/brokers.ts";
export { compareOutcomes, type Comparison, type DesignFigures } from "../scenario/compare/compare.ts";
export { comparisonTable } from "../scenario/compare/compare-table.ts";
export { scenarioJsonSchema } from "../scenario/json-schema.ts";
export { replayTraces } from "../scenario/run/replay.ts";
export type { CheckOutcome, CheckResult, RunOutcome, RunReport, TraceHeader } from "../scenario/run/run-types.ts";
export { InterruptedError } from "../scenario/run/stage.ts";
export type { Knob, KnobValues, Scenario, ScenarioSource, Variant } from "../scenario/schema.ts";
export { encodeTrace } from "../scenario/trace-codec.ts";
export { checkScenario, type CheckedScenario, validateScenario } from "../scenario/validate.ts";
export { describeEvent } from "../trace/describe.ts";
export type { EventType, TraceEvent } from "../trace/events.ts";
export type { Measures } from "../trace/measure/measures.ts";
export { sequenceDiagram } from "../trace/export/sequence-diagram.ts";
export { builtInScenarios, runScenario, type RunSettings } from "./run-scenario.ts";
