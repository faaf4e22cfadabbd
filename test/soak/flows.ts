import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { stopwatchMs } from "../../engine/clock/system-clock.ts";
import { judge } from "../../engine/explore/judge.ts";
import { leaseServer, runOnNats } from "../../engine/scenario/run/run-nats.ts";
import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import { BROKERS, type BrokerName, isVirtual } from "../../engine/scenario/brokers.ts";
import { ORDER_DESIGNS, type OrderDesign } from "../../engine/scenario/parts/flow/schema.ts";
import { loadServerProgram } from "../../engine/wasm/build/load-program.ts";
import { withSection } from "../docs/sections.ts";
import { requestFor } from "../support/runs.ts";
import { tellFailure } from "./failure-text.ts";
import { type Failure, runSeries, type Series, type SeriesPlace, shrunk } from "./series.ts";
import { faultsTable, ordersTable, type Row } from "./tables.ts";

/**
 * `npm run soak -- --runs 1000 --seed 1 --broker sim --design orchestrated`: random faults against the orders' flow, seed
 * after seed, and every order looked at in the end. Exit code 1 when one came out wrong; each failing seed is told with the
 * commands that repeat it, in virtual time with as few faults as it takes. `--orders N` and `--faults N` make runs harder.
 * `--write-docs` runs what engine/flow/README.md tells of, and writes its tables.
 */
const PAGE = fileURLToPath(new URL("../../engine/flow/README.md", import.meta.url));
/** Each is a dozen processes, most of them idle most of the time. */
const SIDE_BY_SIDE_ON_NATS = 3;

type Job = { readonly series: Series; readonly broker: BrokerName };

const { values } = parseArgs({
  options: {
    what: { type: "string" },
    runs: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    broker: { type: "string", default: "sim" },
    design: { type: "string", default: "orchestrated" },
    orders: { type: "string", default: "4" },
    faults: { type: "string", default: "6" },
    server: { type: "string" },
    "write-docs": { type: "boolean", default: false },
  },
});

function whole(name: "runs" | "seed" | "orders" | "faults"): number {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name}: found "${values[name]}", expected a number`);
  return value;
}

function among<T extends string>(name: "broker" | "design", known: readonly T[]): T {
  const found = known.find((one) => one === values[name]);
  if (found === undefined) throw new Error(`--${name}: found "${values[name]}", expected one of ${known.join(", ")}`);
  return found;
}

function asked(): Job {
  const broker = among("broker", BROKERS);
  const sizes = { runs: whole("runs"), firstSeed: whole("seed"), orders: whole("orders"), mostFaults: whole("faults") };
  return { broker, series: { design: among("design", ORDER_DESIGNS), ...sizes, longPauses: isVirtual(broker) } };
}

/** What the page tells of: all on the same seeds, from 1 on. */
const PROGRAMME: readonly (readonly [OrderDesign, BrokerName, runs: number, mostFaults: number])[] = [
  ["glue-L0", "sim", 300, 0],
  ["glue-L3", "sim", 300, 0],
  ["glue-L6", "sim", 300, 0],
  ["orchestrated", "sim", 300, 0],
  ["glue-L0", "sim", 300, 6],
  ["glue-L3", "sim", 300, 6],
  ["glue-L6", "sim", 300, 6],
  ["orchestrated", "sim", 1_000, 6],
  ["orchestrated", "nats", 100, 6],
];

async function perform({ series, broker }: Job): Promise<Row> {
  const startedAt = stopwatchMs();
  const lease = broker === "nats" ? await leaseServer(values.server, say) : null;
  const every = isVirtual(broker) ? 50 : 5;
  const options = broker === "wasm" ? { program: await loadServerProgram() } : {};
  const place: SeriesPlace = {
    run: (request) => (lease ? runOnNats(request, { urls: lease.urls }) : runVirtual(request, options)),
    sideBySide: lease ? SIDE_BY_SIDE_ON_NATS : 1,
    onRun({ runs, wrongOrders }) {
      const seconds = Math.round((stopwatchMs() - startedAt) / 1_000);
      if (runs % every === 0)
        say(`${series.design} on ${broker}: ${runs} runs, ${wrongOrders} orders wrong, ${seconds} s`);
    },
  };
  try {
    const { tally, failures } = await runSeries(series, place);
    for (const failure of failures) await tell(failure, broker, place);
    const untold = tally.failedRuns - failures.length;
    if (untold > 0) say(`and ${untold} failing seeds more`);
    return { series, broker, tally };
  } finally {
    await lease?.release();
  }
}

/** In real time a run does not repeat to the millisecond: there the trace tells more than fewer faults would. */
async function tell(failure: Failure, broker: BrokerName, { run }: SeriesPlace): Promise<void> {
  if (broker === "nats") {
    print(`FAILED: ${tellFailure(failure.faults, failure.judgement, failure.outcome, broker)}`);
    return;
  }
  const fewest = await shrunk(failure, run);
  const outcome = await run(requestFor(fewest.scenario));
  print(
    `FAILED: ${failure.faults.says}\n  as few faults as it takes: ${tellFailure(fewest, judge(outcome), outcome, broker)}`,
  );
}

function programme(): Job[] {
  return PROGRAMME.map(([design, broker, runs, mostFaults]) => ({
    broker,
    series: { design, runs, mostFaults, firstSeed: 1, longPauses: isVirtual(broker) },
  }));
}

function writeDocs(rows: readonly Row[]): void {
  const text = `${ordersTable(rows)}\n\nFaults that struck:\n\n${faultsTable(rows)}`;
  writeFileSync(PAGE, withSection(readFileSync(PAGE, "utf8"), "soak", text));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

const startedAt = stopwatchMs();
const rows: Row[] = [];
let failed = false;
for (const job of values["write-docs"] ? programme() : [asked()]) {
  const row = await perform(job);
  rows.push(row);
  // Glue is known to fail: the tables say how often. Whoever asks for it by name wants to be told.
  if (row.tally.failedRuns > 0 && (row.series.design === "orchestrated" || !values["write-docs"])) failed = true;
}
print(`\n${ordersTable(rows)}\n\n${faultsTable(rows)}\n\n${Math.round((stopwatchMs() - startedAt) / 1_000)} s`);
if (values["write-docs"]) writeDocs(rows);
process.exitCode = failed ? 1 : 0;
