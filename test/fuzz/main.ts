import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { differenceText } from "./compare.ts";
import { drawProgram } from "./draw-program.ts";
import { compareOn, shrunk } from "./hunt.ts";
import { tabVenue } from "./on-tab.ts";
import { wasmVenue } from "./on-wasm.ts";
import type { Program } from "./program.ts";
import { programText } from "./say.ts";
const seed = Number(process.argv[2] ?? 1),
  n = Number(process.argv[3] ?? 1);
const pair = { first: tabVenue(), second: await wasmVenue(), tolerance: { lateMs: 0, earlyMs: 0 } };
process.stdout.write("");
const t = performance.now();
let bad = 0;
for (let s = seed; s < seed + n; s++) {
  const p: Program = process.argv[4] ? JSON.parse(readFileSync(process.argv[4], "utf8")) : drawProgram(s);
  const f = await compareOn(p, pair);
  if (f.unexplained === null) continue;
  bad++;
  const small = await shrunk(p, pair, f.unexplained);
  const g = (await compareOn(small, pair)).unexplained ?? f.unexplained;
  console.log(`\n=== ${s}\n${programText(small)}\n${differenceText(g, ["tab", "wasm"])}`);
  mkdirSync(process.env.OUT!, { recursive: true });
  writeFileSync(join(tmpdir(), "ackademy-fuzz", `${s}.json`), JSON.stringify(small, null, 1));
}
console.log({ bad, perSecond: n / ((performance.now() - t) / 1000) });
