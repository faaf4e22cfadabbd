import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { setTheme } from "../../lab/src/binding/theme.ts";
import { now, openScenario, slider } from "./open-lab.tsx";

const chartSlider = (name: string) => page.getByRole("slider", { name: `Moment, on the chart of ${name}` });
const table = () => page.getByRole("table", { name: "Figures of photos" });

async function openCharts(): Promise<void> {
  await page.getByRole("tab", { name: "Charts" }).click();
  await expect.element(chartSlider("depth")).toBeInTheDocument();
}

test("the playhead is the cursor of each chart: by mouse and by keyboard", async () => {
  await openScenario("competing-consumers");
  await page.getByRole("button", { name: /Skip/ }).click();
  await openCharts();
  await slider().fill("0");
  const end = Number(slider().element().getAttribute("max"));
  await chartSlider("depth").click();
  await expect.poll(now).toBeGreaterThan(end * 0.45);
  expect(now()).toBeLessThan(end * 0.55);
  const before = now();
  chartSlider("total time").element().focus();
  await userEvent.keyboard("{PageUp}");
  await expect.poll(now).toBe(before + 1_000);
  await userEvent.keyboard("{Home}");
  await expect.poll(now).toBe(0);
  // The arrows go from event to event, as everywhere in the lab.
  await userEvent.keyboard("{ArrowRight}");
  await expect.poll(now).toBeGreaterThan(0);
  await slider().fill("2000");
  await expect
    .poll(() => chartSlider("depth").element().getAttribute("aria-valuetext"))
    .toMatch(/^00:02.000. depth 8; in flight 0$/);
});

test("before the prediction the table has no figures of the whole run; afterwards it has those of the report", async () => {
  await openScenario("competing-consumers");
  await openCharts();
  await slider().fill("2000");
  await expect.element(table()).toHaveTextContent(/depth8/);
  await expect.element(table()).not.toHaveTextContent(/whole run/);
  await page.getByRole("button", { name: /Skip/ }).click();
  await expect.element(table()).toHaveTextContent(/whole run, as in the report.*at most 9/);
});

test("each chart is drawn, and drawn again in the other theme", async () => {
  await openScenario("competing-consumers");
  await openCharts();
  const canvases = () => [...document.querySelectorAll("figure canvas")];
  await expect.poll(() => canvases().length).toBe(7);
  const before = canvases();
  setTheme("dark");
  await expect.poll(() => canvases().some((canvas) => before.includes(canvas))).toBe(false);
  expect(canvases().length).toBe(7);
});

test("a scenario with several queues has a choice of them; one without has no tab", async () => {
  await openScenario("glue-happy");
  await slider().fill("3000");
  await openCharts();
  await page.getByRole("combobox", { name: "Queue" }).selectOptions("payment");
  await expect
    .element(page.getByRole("table", { name: "Figures of payment" }))
    .toHaveTextContent(/utilisation of payment-1/);
  await openScenario("partition-order");
  await expect.element(page.getByRole("tab", { name: "Events" })).toBeInTheDocument();
  expect(page.getByRole("tab", { name: "Charts" }).elements()).toEqual([]);
});
