import { CALL_FACTS } from "./calls.ts";
import { CLIENT_FACTS } from "./client.ts";
import { DEAD_FACTS } from "./dead.ts";
import { LEASE_FACTS } from "./leases.ts";
import { SHARING_FACTS } from "./sharing.ts";
import type { FactCase } from "./support.ts";

/** What a lesson or the engine rests on and no case of the other suites holds; README.md has the whole map. */
export const FACT_CASES: readonly FactCase[] = [
  ...CALL_FACTS,
  ...LEASE_FACTS,
  ...DEAD_FACTS,
  ...SHARING_FACTS,
  ...CLIENT_FACTS,
];
