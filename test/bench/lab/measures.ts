import { stopwatchMs } from "../../../engine/clock/system-clock.ts";
import type { Browser } from "playwright";
import type { Measure } from "./options.ts";
import { Lab } from "./page.ts";
import { allUnderWay, linkTo, manyJobs, movingTokens, oneMinute } from "./scenarios.ts";
import { entryScripts, gzipBytes, type Site } from "./site.ts";

/** One figure: what, how much, and what is aimed at. */
export type Figure = {
  readonly name: string;
  readonly unit: "kB" | "ms" | "MB";
  readonly value: number;
  readonly aim?: number;
};
export type Bench = { readonly browser: Browser; readonly site: Site };

const LESSON = "crash-redelivery";

export function measureOnce(measure: Measure, bench: Bench): Promise<Figure[]> {
  switch (measure) {
    case "load":
      return loading(bench);
    case "fork":
      return forking(bench);
    case "jobs-500":
    case "jobs-5000":
    case "jobs-20000":
    case "jobs-150000":
      return scrubbing(bench, Number(measure.slice("jobs-".length)));
    case "tokens-2000":
      return moving(bench, 2_000, 10);
    case "tokens-10000":
      return moving(bench, 10_000, 18);
    case "forks-100":
      return memory(bench);
  }
}

async function loading(bench: Bench): Promise<Figure[]> {
  const { site } = bench;
  const lab = await Lab.open(bench.browser, site);
  await lab.goTo("");
  const link = lab.page.locator(`a[href="#/lab/${LESSON}"]`).first();
  await link.waitFor();
  const startedAt = stopwatchMs();
  await link.click();
  await lab.isReady();
  const readyMs = stopwatchMs() - startedAt;
  await lab.close();
  const direct = await Lab.open(bench.browser, site);
  await direct.goTo(`#/lab/${LESSON}`);
  await direct.isReady();
  const scripts = direct.scripts;
  await direct.close();
  const isWorker = (path: string) => path.includes("run-worker");
  const kilobytes = (paths: readonly string[]) => paths.reduce((sum, path) => sum + gzipBytes(site, path), 0) / 1000;
  return [
    { name: "first paint, script", unit: "kB", value: kilobytes(entryScripts(site)), aim: 100 },
    {
      name: "lesson, script of the page",
      unit: "kB",
      value: kilobytes(scripts.filter((path) => !isWorker(path))),
      aim: 250,
    },
    { name: "lesson, script of the worker", unit: "kB", value: kilobytes(scripts.filter(isWorker)), aim: 140 },
    { name: "lesson ready after the click", unit: "ms", value: readyMs, aim: 1000 },
  ];
}

/** Opens a scenario from a link, and moves the playhead about in its run. */
async function scrubbing({ browser, site }: Bench, jobs: number): Promise<Figure[]> {
  const lab = await Lab.open(browser, site);
  await lab.goTo("#/run/none");
  await lab.page.locator("#main").waitFor();
  const link = await linkTo(manyJobs(jobs));
  const startedAt = stopwatchMs();
  const openWork = await lab.work(async () => {
    await lab.page.evaluate((hash) => void (location.hash = hash), `#/run/${link}`);
    await lab.isReady();
  });
  const openMs = stopwatchMs() - startedAt;
  await moves(lab, 4);
  const work = await lab.work(() => moves(lab, MOVES));
  const heap = await lab.heapMegabytes();
  await lab.close();
  const of = `${jobs.toLocaleString("en")} jobs`;
  return [
    { name: `${of}: open, from the click`, unit: "ms", value: openMs },
    { name: `${of}: open, work of the page`, unit: "ms", value: openWork },
    { name: `${of}: work per move`, unit: "ms", value: work / MOVES, aim: jobs > 100_000 ? 50 : 16 },
    { name: `${of}: memory of the page`, unit: "MB", value: heap },
  ];
}
const MOVES = 24;

/** To moments all over the run, each far from the last one, and slowly enough that each is shown. */
function moves(lab: Lab, count: number): Promise<void> {
  return lab.page.evaluate(async (times) => {
    const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const slider = document.querySelector<HTMLInputElement>('input[type="range"][aria-label="Moment in the run"]');
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
    if (!slider || !set) throw new Error("there is no time scale");
    for (let n = 0; n < times; n++) {
      set.call(slider, String(Math.round(((n * 0.618034 + 0.05) % 1) * Number(slider.max))));
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      const movedAt = await nextFrame();
      while ((await nextFrame()) - movedAt < 130);
    }
  }, count);
}

async function moving({ browser, site }: Bench, tokens: number, aim: number): Promise<Figure[]> {
  const scenario = movingTokens(tokens);
  const lab = await Lab.open(browser, site);
  const from = await allUnderWay(scenario);
  await lab.goTo(`#/run/${await linkTo(scenario, from)}`);
  await lab.isReady();
  await frames(lab, from, 10);
  const work = await lab.work(() => frames(lab, from, FRAMES));
  await lab.close();
  return [
    { name: `${tokens.toLocaleString("en")} moving tokens: work per frame`, unit: "ms", value: work / FRAMES, aim },
  ];
}
const FRAMES = 40;

/** The playhead moves with each frame, as it does while playing. */
function frames(lab: Lab, from: number, count: number): Promise<void> {
  return lab.page.evaluate(
    async ([start, times]) => {
      const slider = document.querySelector<HTMLInputElement>('input[type="range"][aria-label="Moment in the run"]');
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
      if (!slider || !set) throw new Error("there is no time scale");
      for (let n = 0; n < times; n++) {
        set.call(slider, String(start + 1 + (n % 40)));
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    },
    [from, count] as const,
  );
}

async function forking({ browser, site }: Bench): Promise<Figure[]> {
  const lab = await openToFork({ browser, site });
  await fork(lab, 1);
  const times: number[] = [];
  for (let n = 2; n <= 6; n++) times.push(await fork(lab, n));
  await lab.close();
  times.sort((a, b) => a - b);
  return [
    { name: "a fork of 60 s plays again", unit: "ms", value: times[Math.floor(times.length / 2)] ?? 0, aim: 300 },
  ];
}

async function openToFork({ browser, site }: Bench): Promise<Lab> {
  const lab = await Lab.open(browser, site);
  await lab.goTo(`#/run/${await linkTo(oneMinute, 20_000)}`);
  await lab.isReady();
  await lab.page.locator('button[aria-label="Play"]').first().click();
  return lab;
}

/** From the click on 'Crash now' until the playhead of the new run moves. */
function fork(lab: Lab, n: number): Promise<number> {
  return lab.page.evaluate(
    async (worker) => {
      const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const button = () => document.querySelector<HTMLElement>(`button[aria-label="Crash now: worker-${worker}"]`);
      const moment = () => document.querySelector('output[aria-label="Current moment"]')?.textContent;
      const main = document.querySelector("#main");
      if (!main) throw new Error("there is no lab");
      while (!button()) await nextFrame();
      const made = new Promise<void>((resolve) => {
        const observer = new MutationObserver(() => {
          if (main.getAttribute("aria-busy") === "true") return;
          observer.disconnect();
          resolve();
        });
        observer.observe(main, { attributeFilter: ["aria-busy"] });
      });
      const startedAt = await nextFrame();
      button()?.click();
      await made;
      const before = moment();
      let now = startedAt;
      while (moment() === before) now = await nextFrame();
      return now - startedAt;
    },
    ((n - 1) % 5) + 1,
  );
}

async function memory(bench: Bench): Promise<Figure[]> {
  const lab = await openToFork(bench);
  for (let n = 1; n <= 20; n++) await fork(lab, n);
  const after20 = await lab.heapMegabytes();
  for (let n = 21; n <= 100; n++) await fork(lab, n);
  const after100 = await lab.heapMegabytes();
  await lab.close();
  return [
    { name: "memory after 20 forks", unit: "MB", value: after20 },
    { name: "memory after 100 forks", unit: "MB", value: after100, aim: 1.1 * after20 },
  ];
}
