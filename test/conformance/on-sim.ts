import { createSimBroker } from "../../engine/broker/sim-broker.ts";
import type { SimFault } from "../../engine/sim/faults.ts";
import type { ConformanceCase } from "./environment.ts";
import { runInRealm } from "./in-realm.ts";

/** Runs one case on a fresh simulated broker under virtual time. Rejects when the case fails or does not end. */
export function runOnSim(one: ConformanceCase, fault?: SimFault): Promise<void> {
  return runInRealm(one, (options) => createSimBroker({ ...options, ...(fault === undefined ? {} : { fault }) }));
}
