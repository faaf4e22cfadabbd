import { loadServerProgram } from "../../engine/wasm/build/load-program.ts";
import { buildServer } from "../../engine/wasm/build/build-server.ts";
import { measureInChromium, measureServerInChromium } from "./in-chromium.ts";
import { measure, type Measured } from "./measure.ts";
import { measureServer, type MeasuredServer } from "./measure-server.ts";

/**
 * `npm run bench`: how long it takes to execute a run again, which is what a fork in the lab costs, on the simulated broker
 * and on the real server in the same place. With `node` or `chromium` only there, with `sim` or `wasm` only on that one.
 * Medians are for comparing on one machine; the aims are the project's.
 */
const WARM_UPS = 10;
const RUNS = 40;
const SERVER_RUNS = 20;
const AIMS_MS = { node: 100, chromium: 200 } as const;

type Place = keyof typeof AIMS_MS;
const asked = process.argv.slice(2);
const isAsked = (name: string, among: readonly string[]) =>
  asked.includes(name) || !among.some((one) => asked.includes(one));
const places = (["node", "chromium"] as const).filter((place) => isAsked(place, ["node", "chromium"]));

async function measureSim(): Promise<void> {
  const digests = new Set<string>();
  for (const place of places) {
    const measured = place === "node" ? await measure(WARM_UPS, RUNS) : await measureInChromium(WARM_UPS, RUNS);
    digests.add(measured.digest);
    console.log(tabLine(place, measured));
  }
  refuseDifferent(digests);
}

async function measureWasm(): Promise<void> {
  const built = await buildServer({ onNote: console.log });
  const digests = new Set<string>();
  console.log(
    `nats-server ${built.version}: ${megabytes(built.bytes)}, ${megabytes(built.compressedBytes)} compressed`,
  );
  for (const place of places) {
    const measured =
      place === "node"
        ? await measureServer(loadServerProgram, WARM_UPS, SERVER_RUNS)
        : await measureServerInChromium(built, WARM_UPS, SERVER_RUNS);
    digests.add(measured.digest);
    console.log(serverLine(place, measured));
  }
  refuseDifferent(digests);
}

function tabLine(place: Place, measured: Measured): string {
  const ratio = measured.medianMs / AIMS_MS[place];
  const aim = `aim ${ms(AIMS_MS[place])}: ${ratio.toFixed(2)} of it${ratio <= 1 ? "" : ", MISSED"}`;
  return [`${place.padEnd(9)}sim `, times(measured), aim, pace(measured)].join("  |  ");
}

function serverLine(place: Place, measured: MeasuredServer): string {
  const { loadMs, firstStartMs, startMs, programsASecond } = measured;
  const life = `load ${ms(loadMs)}  first start ${ms(firstStartMs)}  start ${ms(startMs)}`;
  const programs = `${programsASecond.toFixed(1)} of the fuzzer's programs a second`;
  return [`${place.padEnd(9)}wasm`, times(measured), life, pace(measured), programs].join("  |  ");
}

function times({ medianMs, p95Ms, fastestMs }: Measured): string {
  return `median ${ms(medianMs)}  p95 ${ms(p95Ms)}  fastest ${ms(fastestMs)}`;
}

function pace({ medianMs, ticks, events, virtualMs }: Measured): string {
  const perSecond = `${Math.round((ticks / medianMs) * 1000).toLocaleString("en")} ticks/s`;
  const faster = `${Math.round(virtualMs / medianMs).toLocaleString("en")} times real time`;
  return `${ticks} ticks, ${events} events, ${(virtualMs / 1000).toFixed(1)} virtual s  |  ${perSecond}, ${faster}`;
}

function refuseDifferent(digests: ReadonlySet<string>): void {
  if (digests.size > 1) throw new Error("the traces differ: this is a bug, and the figures mean nothing");
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

if (isAsked("sim", ["sim", "wasm"])) await measureSim();
if (isAsked("wasm", ["sim", "wasm"])) await measureWasm();
