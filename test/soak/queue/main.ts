import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { withSection } from "../../docs/sections.ts";
import { campaign, type Campaign } from "./campaign.ts";
import { QUEUE_FAULTS, type QueueFault } from "./faults.ts";
import { queueTable } from "./table.ts";

/**
 * `npm run soak -- --what queue --runs 100 --seed 1 --fault server-kill`: real faults against a queue on real servers,
 * each so many times; without `--fault`, all of them. Exit code 1 when a job that was accepted is nowhere.
 * `--write-docs` writes the table into engine/README.md. `--jobs N` is how many each of three producers sends a round.
 */
const PAGE = fileURLToPath(new URL("../../../engine/README.md", import.meta.url));

const { values } = parseArgs({
  options: {
    what: { type: "string" },
    runs: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    jobs: { type: "string", default: "60" },
    fault: { type: "string" },
    "write-docs": { type: "boolean", default: false },
  },
});

function whole(name: "runs" | "seed" | "jobs"): number {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name}: found "${values[name]}", expected a number`);
  return value;
}

function asked(): readonly QueueFault[] {
  if (values.fault === undefined) return QUEUE_FAULTS;
  const found = QUEUE_FAULTS.filter(({ name }) => name === values.fault);
  const known = QUEUE_FAULTS.map(({ name }) => name).join(", ");
  if (found.length === 0) throw new Error(`--fault: found "${values.fault}", expected one of ${known}`);
  return found;
}

async function perform(fault: QueueFault): Promise<Campaign> {
  let rounds = 0;
  return campaign(fault, {
    times: whole("runs"),
    firstSeed: whole("seed"),
    jobs: whole("jobs"),
    onRound({ seed, account }) {
      if (++rounds % 10 === 0) process.stderr.write(`${fault.name}: ${rounds} rounds\n`);
      if (account.lost.length > 0)
        print(
          `FAILED: ${fault.name}, seed ${seed}: lost ${account.lost.join(", ")}\n` +
            `    npm run soak -- --what queue --fault ${fault.name} --seed ${seed} --runs 1 --jobs ${values.jobs}`,
        );
    },
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

const done: Campaign[] = [];
for (const fault of asked()) done.push(await perform(fault));
print(`\n${queueTable(done)}`);
if (values["write-docs"]) writeFileSync(PAGE, withSection(readFileSync(PAGE, "utf8"), "faults", queueTable(done)));
process.exitCode = done.some(({ rounds }) => rounds.some(({ account }) => account.lost.length > 0)) ? 1 : 0;
