import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startNatsServer } from "../../../engine/broker/nats-server/start.ts";
import { errorText } from "../../../engine/kernel/errors.ts";
import { withSection } from "../../docs/sections.ts";
import { type BenchOptions, readOptions, USAGE } from "./options.ts";
import { type Findings, runBench } from "./session.ts";
import { tablesOf } from "./tables.ts";

/**
 * `npm run bench:queue`: the engine against the bare client, BullMQ and RabbitMQ, in one run, in turn. Exit code 2 for bad
 * options, 3 where a system cannot be had.
 */
const PAGE = fileURLToPath(new URL("../../../engine/benchmarks.md", import.meta.url));

function optionsOrExit(): BenchOptions {
  try {
    return readOptions(process.argv.slice(2));
  } catch (thrown) {
    process.stderr.write(`${errorText(thrown)}\n${USAGE}\n`);
    process.exit(2);
  }
}

function asJson({ rounds, measures, ways, features, memory }: Findings): string {
  const plain = (values: Findings["ways"]) => (values === null ? null : Object.fromEntries(values));
  const all = Object.fromEntries([...measures].map(([id, values]) => [id, plain(values)]));
  return JSON.stringify({ rounds, measures: all, ways: plain(ways), features: plain(features), memory });
}

/** What is measured just now: one line of a terminal, written over again and again; nothing where it would fill a log. */
function showProgress(note: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${note}`);
}

async function main(): Promise<void> {
  const options = optionsOrExit();
  const server = await startNatsServer();
  let findings: Findings;
  try {
    findings = await runBench(options, server, showProgress);
  } finally {
    await server.stop();
  }
  showProgress("");
  const tables = tablesOf(findings);
  process.stdout.write(`${options.json ? asJson(findings) : [...tables.values()].join("\n\n")}\n`);
  if (!options.writeDocs) return;
  const page = [...tables].reduce((text, [name, part]) => withSection(text, name, part), readFileSync(PAGE, "utf8"));
  writeFileSync(PAGE, page);
}

// The servers that it has started end with it, and only an ordinary exit tells them.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
try {
  await main();
} catch (thrown) {
  showProgress("");
  process.stderr.write(`${errorText(thrown)}\n`);
  // Clients of a server that has gone would try for ever.
  process.exit(3);
}
