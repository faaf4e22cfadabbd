import type { RunOutcome, RunRequest } from "../scenario/run/run-types.ts";
import { runVirtual, type VirtualRunOptions } from "../scenario/run/run-virtual.ts";
import type { BrokerName } from "../scenario/brokers.ts";
import { loadServerProgram } from "../wasm/build/load-program.ts";
import { runAllOnNats } from "./run-all-on-nats.ts";

/**
 * Runs all requests on the chosen broker.
 * @throws NoBrokerError when the broker is not available, InterruptedError after Ctrl-C on a real server.
 */
export async function runAll(
  requests: readonly RunRequest[],
  where: { readonly broker: BrokerName; readonly server?: string },
): Promise<RunOutcome[]> {
  switch (where.broker) {
    case "sim":
      return runInTurn(requests, {});
    case "wasm":
      return runInTurn(requests, { program: await loadServerProgram() });
    case "nats":
      return runAllOnNats(requests, where);
  }
}

/** Runs one request after the other, because virtual time allows one run at a time in a process. */
async function runInTurn(requests: readonly RunRequest[], options: VirtualRunOptions): Promise<RunOutcome[]> {
  const outcomes: RunOutcome[] = [];
  for (const request of requests) outcomes.push(await runVirtual(request, options));
  return outcomes;
}
