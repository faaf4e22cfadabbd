import { createWasmBroker } from "../../engine/broker/wasm-broker.ts";
import { loadServerProgram } from "../../engine/wasm/build/load-program.ts";
import type { ConformanceCase } from "./environment.ts";
import { runInOneRealm, runInRealm } from "./in-realm.ts";

/** Runs one case on a fresh real server in this process, under virtual time. Rejects as on the simulated one. */
export async function runOnWasm(one: ConformanceCase): Promise<void> {
  const program = await loadServerProgram();
  return runInRealm(one, (options) => createWasmBroker({ ...options, program }));
}

/** The same on one server for all cases: a server takes a moment to start. */
export function runOnOneWasm(): (one: ConformanceCase) => Promise<void> {
  let runner: ((one: ConformanceCase) => Promise<void>) | undefined;
  return async (one) => {
    const program = await loadServerProgram();
    runner ??= runInOneRealm((options) => createWasmBroker({ ...options, program }));
    return runner(one);
  };
}
