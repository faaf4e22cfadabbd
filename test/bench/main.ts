import { measureInChromium } from "./in-chromium.ts";
import { measure, type Measured } from "./measure.ts";

/**
 * `npm run bench`: how long it takes to execute a run again, which is what a fork in the lab costs. With `node` or
 * `chromium` only that one. Medians are for comparing on one machine; the aims are the issue's.
 */
const WARM_UPS = 10;
const RUNS = 40;
const AIMS_MS = { node: 100, chromium: 200 } as const;

type Place = keyof typeof AIMS_MS;
const PLACES: { readonly [place in Place]: (warmUps: number, runs: number) => Promise<Measured> } = {
  node: measure,
  chromium: measureInChromium,
};

function line(place: Place, measured: Measured): string {
  const { medianMs, p95Ms, fastestMs, ticks, events, virtualMs } = measured;
  const ratio = medianMs / AIMS_MS[place];
  return [
    place.padEnd(9),
    `median ${ms(medianMs)}  p95 ${ms(p95Ms)}  fastest ${ms(fastestMs)}`,
    `aim ${ms(AIMS_MS[place])}: ${ratio.toFixed(2)} of it${ratio <= 1 ? "" : ", MISSED"}`,
    `${ticks} ticks, ${events} events, ${(virtualMs / 1000).toFixed(1)} virtual s`,
    `${Math.round((ticks / medianMs) * 1000).toLocaleString("en")} ticks/s, ${Math.round(virtualMs / medianMs).toLocaleString("en")} times real time`,
  ].join("  |  ");
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

const asked = process.argv.slice(2);
const digests = new Set<string>();
for (const place of Object.keys(PLACES) as Place[]) {
  if (asked.length > 0 && !asked.includes(place)) continue;
  const measured = await PLACES[place](WARM_UPS, RUNS);
  digests.add(measured.digest);
  console.log(line(place, measured));
}
if (digests.size > 1) throw new Error("the traces differ: this is a bug, and the figures mean nothing");
