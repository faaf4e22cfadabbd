import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import { ALL_RUNS } from "../support/runs.ts";
import { storedTimeline, timelineFile, timelineOf, firstDifference, TIMELINES } from "./timeline.ts";

/** `npm run golden`: writes each scenario's timeline anew and names those that changed. */
async function main(): Promise<void> {
  const timelines = new Map<string, string[]>();
  for (const [name, request] of ALL_RUNS) timelines.set(name, timelineOf(await runVirtual(request)));
  const changed = [...timelines].filter(([name, now]) => firstDifference(storedTimeline(name), now) !== undefined);

  rmSync(TIMELINES, { recursive: true, force: true });
  for (const [name, lines] of timelines) {
    mkdirSync(dirname(timelineFile(name)), { recursive: true });
    writeFileSync(timelineFile(name), `${lines.join("\n")}\n`);
  }
  for (const [name] of changed) process.stdout.write(`changed: ${name}\n`);
  process.stdout.write(`${timelines.size} timelines written, ${changed.length} changed\n`);
}

await main();
