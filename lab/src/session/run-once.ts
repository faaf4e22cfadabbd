import {
  judgeChallenge,
  resolveScenario,
  runVirtual,
  statechartsOf,
  validateScenario,
} from "../../../engine/browser.ts";
import type { ServerProgram } from "../../../engine/browser.ts";
import type { DraftTools } from "./draft/types.ts";
import { LabError } from "./errors.ts";
import { loadPart } from "./load-part.ts";
import { replay } from "./replay.ts";
import { MOST_EVENTS, refuseTooLarge } from "./run-size.ts";
import type { LabRequest, OnFetch, Runner, RunResult } from "./types.ts";

/** Loads the program of the real server, from the network or from memory. */
export type ProgramSource = (onFetch: OnFetch) => Promise<ServerProgram>;

/** The engine in this realm: for the Web Worker, and for tests in Node. Not for the page. */
export function createLocalRunner(programs: ProgramSource = noProgram): Runner {
  return {
    run: (request, onFetch = () => undefined) => runOnce(request, () => programs(onFetch)),
    check: async (data, where) => validateScenario(data, where),
    replay: (file) => replay(file),
    drafts: {
      read: async (text) => (await draftTools()).read(text),
      write: async (source, notes) => (await draftTools()).write(source, notes),
      readHandlers: async (file) => (await draftTools()).readHandlers(file),
      complete: async (text, at) => (await draftTools()).complete(text, at),
      explain: async (text, at) => (await draftTools()).explain(text, at),
    },
  };
}

/** The YAML parser comes when a scenario is first edited. */
const draftTools = async (): Promise<DraftTools> => (await loadPart(() => import("./draft/tools.ts"))).localDraftTools;

/** With only the simulated broker. */
export const localRunner: Runner = createLocalRunner();

/** One run, with what the lab shows besides its outcome. */
async function runOnce({ broker, ...request }: LabRequest, program: () => Promise<ServerProgram>): Promise<RunResult> {
  const scenario = resolveScenario(request);
  refuseTooLarge(scenario);
  const server = broker === "wasm" ? { program: await program() } : {};
  const outcome = await runVirtual(request, { ...server, mostEvents: MOST_EVENTS });
  const challenge = judgeChallenge(outcome.header, outcome.events);
  return { outcome, scenario, statecharts: statechartsOf(scenario), challenge };
}

function noProgram(): Promise<never> {
  const remedy = "Use the simulated broker, or run `npm run build:wasm` and reload the lab.";
  return Promise.reject(new LabError({ message: "The real server is not built here.", remedy }));
}
