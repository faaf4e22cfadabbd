import { expect, test } from "vitest";
import { SCENARIOS, shippedRun } from "../../support/runs.ts";

const FLOWS = SCENARIOS.filter(({ flow, faults }) => flow !== undefined && faults.length > 0);

/** A fault that names what only one design sends would leave the others alone, and the comparison would be unfair. */
test.each(FLOWS.map((scenario) => [scenario.id, scenario] as const))(
  "%s: what is planned to go wrong goes wrong in every design",
  async (_id, scenario) => {
    for (const { id } of scenario.variants) {
      const { events } = await shippedRun(`${scenario.id}/${id}`);
      const struck = new Set(events.flatMap((event) => (event.type === "fault-injected" ? [event.fault] : [])));
      const spared = scenario.faults.filter((_, fault) => !struck.has(fault));
      expect(spared, id).toEqual([]);
    }
  },
);
