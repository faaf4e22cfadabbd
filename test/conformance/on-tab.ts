import { createTabBroker } from "../../engine/broker/tab-broker.ts";
import type { TabFault } from "../../engine/tab/faults.ts";
import type { ConformanceCase } from "./environment.ts";
import { runInRealm } from "./in-realm.ts";

/** Runs one case on a fresh in-tab broker under virtual time. Rejects when the case fails or does not end. */
export function runOnTab(one: ConformanceCase, fault?: TabFault): Promise<void> {
  return runInRealm(one, (options) => createTabBroker({ ...options, ...(fault === undefined ? {} : { fault }) }));
}
