/** What the lab may use of the engine: everything here runs in a browser. */
export { resolveScenario } from "./scenario/run/resolve.ts";
export { judgeChallenge } from "./scenario/checks/challenge.ts";
export { loadSandbox } from "./scenario/run/handlers.ts";
export { replayTraces } from "./scenario/run/replay.ts";
export { runVirtual } from "./scenario/run/run-virtual.ts";
export { statechartsOf } from "./scenario/parts/flow/statechart.ts";
export { fetchServerProgram } from "./wasm/fetch-program.ts";
export { scenarioJsonSchema } from "./scenario/json-schema.ts";
export { checkScenario, validateScenario } from "./scenario/validate.ts";
export type { HandlersFile } from "./sandbox/handlers-file.ts";
export type { ServerProgram } from "./wasm/program.ts";
