import { expose } from "comlink";
import type { RunRequest } from "../../../engine/scenario/run-types.ts";
import type { Scenario } from "../../../engine/scenario/schema.ts";
import { failureOf } from "./errors.ts";
import { localRunner } from "./run-once.ts";
import type { Failure, RunResult } from "./types.ts";

/**
 * The Web Worker that the engine lives in. Answers are values also when they are failures: an error that is thrown
 * across the border loses everything but its message.
 */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };
export type RunWorkerApi = {
  run(request: RunRequest): Promise<Answer<RunResult>>;
  check(data: unknown, where: string): Promise<Answer<Scenario>>;
};

const api: RunWorkerApi = {
  run: (request) => answer(localRunner.run(request)),
  check: (data, where) => answer(localRunner.check(data, where)),
};

async function answer<T>(work: Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await work };
  } catch (thrown) {
    return { ok: false, failure: failureOf(thrown) };
  }
}

expose(api);
