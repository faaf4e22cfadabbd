import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RandomFaults } from "../../engine/explore/random-faults.ts";
import type { Judgement } from "../../engine/explore/judge.ts";
import type { RunOutcome } from "../../engine/scenario/run/run-types.ts";
import type { BrokerName } from "../../engine/scenario/brokers.ts";
import { encodeTrace } from "../../engine/scenario/trace-codec.ts";

/** What came of a failing run, and the commands that repeat it; its scenario and its trace are left in files. */
export function tellFailure(
  faults: RandomFaults,
  judgement: Judgement,
  outcome: RunOutcome,
  broker: BrokerName,
): string {
  const { scenario, says } = faults;
  const folder = join(tmpdir(), "ackademy-soak");
  mkdirSync(folder, { recursive: true });
  const name = join(folder, `${scenario.id}-${scenario.flow?.design ?? ""}-${broker}`);
  writeFileSync(`${name}.json`, `${JSON.stringify(scenario, null, 2)}\n`);
  writeFileSync(`${name}.jsonl`, encodeTrace(outcome));
  const wrong = judgement.wrong.map(({ order, problems }) => `${order}: ${problems.join(", ")}`);
  return [
    says,
    ...[...wrong, ...judgement.run].map((line) => `    ${line}`),
    `    npm run -s scenario -- run ${name}.json${broker === "sim" ? "" : ` --broker ${broker}`}`,
    `    npm run -s scenario -- replay ${name}.jsonl`,
  ].join("\n");
}
