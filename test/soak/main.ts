import { parseArgs } from "node:util";

/**
 * `npm run soak`: the orders' flow against random faults (flows.ts), or with `--what queue` a queue on real servers
 * (queue/main.ts). Each reads its own options.
 */
const { values } = parseArgs({ options: { what: { type: "string", default: "flows" } }, strict: false });
if (values.what === "flows") await import("./flows.ts");
else if (values.what === "queue") await import("./queue/main.ts");
else throw new Error(`--what: found "${String(values.what)}", expected flows or queue`);
