import { perform } from "./perform.ts";
import { tabVenue } from "./on-tab.ts";
import { wasmVenue } from "./on-wasm.ts";
import { readFileSync } from "node:fs";
const p = JSON.parse(readFileSync(process.argv[2]!, "utf8"));
const extra = process.argv[3] ? JSON.parse(process.argv[3]) : [];
p.steps.push(...extra);
const tab = tabVenue(), wasm = await wasmVenue();
for (const v of [tab, wasm]) { const s = await perform(p, v); console.log("---", v.name); for (const x of s) if (!x.channel.startsWith("stream ")) console.log(x.at, x.channel, JSON.stringify(x.what).slice(0, 260)); else console.log(x.at, x.channel, JSON.stringify((x.what as any).state));
{ let last = ""; for (const x of s) { const st = (x.what as any)?.state; if (st && x.channel.startsWith("step 1")) { const k = `${st.first_seq} ${st.messages}`; if (k !== last) { console.log("INFO", x.at, k); last = k; } } } } }
