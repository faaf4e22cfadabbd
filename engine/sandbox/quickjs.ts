import variant from "@jitl/quickjs-singlefile-mjs-release-sync";
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSWASMModule,
} from "quickjs-emscripten-core";
import { ACKADEMY_MODULE } from "./prelude.ts";

/**
 * QuickJS, a JavaScript engine compiled to WebAssembly. What runs in it sees the language and nothing else: no network, no
 * page, no timers, no files, none of the engine's own objects.
 */
export type Machine = {
  readonly context: QuickJSContext;
  readonly runtime: QuickJSRuntime;
  /** Runs `body`, which enters the code inside, and all that follows from it at once; with a full budget of steps. */
  enter<T>(body: () => T): T;
  /** The budget was used up: the code inside was stopped, and nothing may enter any more. */
  readonly isSpent: boolean;
};

/** What the functions of one incarnation may use, in bytes. */
const MOST_MEMORY = 16 * 1024 * 1024;
const MOST_STACK = 512 * 1024;
/**
 * How often QuickJS may ask, once every 10,000 loop rounds and calls, whether to go on before control comes back: ten million
 * steps, less than a second. It counts steps and not time, so that a run is stopped at the same place on every machine.
 */
const MOST_QUESTIONS = 1_000;
/** How many promises may settle before control comes back. */
const MOST_REACTIONS = 100_000;

/** An instance of its own: when nothing refers to it any more, all of its memory is free. */
export async function loadQuickJs(): Promise<QuickJSWASMModule> {
  return newQuickJSWASMModuleFromVariant(variant);
}

export function newMachine(engine: QuickJSWASMModule): Machine {
  const runtime = engine.newRuntime({ memoryLimitBytes: MOST_MEMORY, maxStackSizeBytes: MOST_STACK });
  let asked = 0;
  let isSpent = false;
  runtime.setInterruptHandler(() => ++asked > MOST_QUESTIONS);
  runtime.setModuleLoader((name) => {
    if (name === "ackademy") return ACKADEMY_MODULE;
    return { error: new Error(`found an import of "${name}", expected only "ackademy"`) };
  });
  return {
    runtime,
    context: runtime.newContext(),
    enter(body) {
      asked = 0;
      const result = body();
      runtime.executePendingJobs(MOST_REACTIONS).dispose();
      isSpent ||= asked > MOST_QUESTIONS || runtime.hasPendingJob();
      return result;
    },
    get isSpent() {
      return isSpent || asked > MOST_QUESTIONS;
    },
  };
}

/** A function of the host, for text and numbers only. */
export function hostFunction(
  context: QuickJSContext,
  name: string,
  body: (...args: readonly unknown[]) => number | void,
): QuickJSHandle {
  return context.newFunction(name, (...handles) => {
    const answer = body(...handles.map((handle) => context.dump(handle) as unknown));
    return answer === undefined ? context.undefined : context.newNumber(answer);
  });
}
