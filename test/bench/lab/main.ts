import { errorText } from "../../../engine/kernel/errors.ts";
import { measureOnce, type Bench, type Figure } from "./measures.ts";
import { type BenchOptions, type Measure, readOptions, USAGE } from "./options.ts";
import { launch } from "./page.ts";
import { buildSite, serveSite } from "./site.ts";

/**
 * `npm run bench:lab`: the built lab in Chromium. Medians of several rounds; 'work' is what the page's main thread does,
 * so it depends less on how busy the machine is than the time that passes. Exit code 2 for bad options.
 */
function optionsOrExit(): BenchOptions {
  try {
    return readOptions(process.argv.slice(2));
  } catch (thrown) {
    process.stderr.write(`${errorText(thrown)}\n${USAGE}\n`);
    process.exit(2);
  }
}

async function medians(measure: Measure, bench: Bench, rounds: number): Promise<Figure[]> {
  const found = new Map<string, Figure[]>();
  for (let n = 0; n < rounds; n++) {
    for (const figure of await measureOnce(measure, bench))
      found.set(figure.name, [...(found.get(figure.name) ?? []), figure]);
  }
  return [...found.values()].flatMap((figures) => {
    const sorted = figures.toSorted((a, b) => a.value - b.value);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? [];
  });
}

function line({ name, unit, value, aim }: Figure): string {
  const figure = `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`.padStart(11);
  const aimed =
    aim === undefined
      ? ""
      : `  aim ${Math.round(aim)} ${unit}${value <= aim ? "" : `, missed by ${(value - aim).toFixed(1)}`}`;
  return `${name.padEnd(42)}${figure}${aimed}`;
}

const { only, site: folder, rounds } = optionsOrExit();
const site = await serveSite(folder ?? (await buildSite()));
const browser = await launch();
try {
  for (const measure of only)
    for (const figure of await medians(measure, { browser, site }, rounds)) console.log(line(figure));
} finally {
  await browser.close();
  site.close();
}
