import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { goTo, openScenario, sentences, slider } from "./open-lab.tsx";

const stage = () => page.getByRole("group", { name: "The system at this moment" });

test("a message under way stands at the middle of its edge without motion; a click on it opens its life", async () => {
  await openScenario("life-of-a-message");
  await page.getByRole("button", { name: /Skip/ }).click();
  await goTo(/sent letter-1/);
  await page.getByRole("button", { name: "Step 100 ms", exact: true }).click();
  const canvas = stage().element().getBoundingClientRect();
  const from = page.getByRole("region", { name: "Producer writer" }).element().getBoundingClientRect();
  const to = page.getByRole("region", { name: "Queue letters" }).element().getBoundingClientRect();
  const position = {
    x: (from.right + to.left) / 2 - canvas.left,
    y: (from.top + from.bottom + to.top + to.bottom) / 4 - canvas.top,
  };
  await expect
    .poll(async () => {
      await stage().click({ position });
      return document.querySelector("aside")?.textContent ?? "";
    })
    .toMatch(/The life of letter-1/);
});

test("a click anywhere on a worker crashes it", async () => {
  await openScenario("crash-redelivery");
  await page.getByRole("button", { name: /Skip/ }).click();
  await slider().fill("1500");
  const worker = page.getByRole("region", { name: "Worker worker-2" });
  await expect.element(worker).not.toHaveTextContent(/starting/);
  const { height } = worker.element().getBoundingClientRect();
  await worker.click({ position: { x: 60, y: height - 8 } });
  await expect.element(worker).toHaveTextContent(/crashed/);
});

test("a dead worker can be started again at this moment", async () => {
  await openScenario("crash-redelivery");
  await page.getByRole("button", { name: /Skip/ }).click();
  await goTo(/worker-\d crashed/);
  await page.getByRole("button", { name: /^Restart/ }).click();
  await expect.poll(async () => (await sentences()).join("\n")).toMatch(/you restarted worker-\d/);
  // It connects first: that takes it a moment of the run.
  await expect
    .poll(async () => {
      await page.getByRole("button", { name: "Next event" }).click();
      return page.getByRole("button", { name: /^Restart/ }).elements().length;
    })
    .toBe(0);
});

test("in a narrow window lesson, canvas and time machine lie below one another and nothing is wider than the window", async () => {
  await page.viewport(390, 844);
  await openScenario("double-charge");
  const top = (element: Element) => element.getBoundingClientRect().top;
  const heading = page.getByRole("heading", { level: 1 }).element();
  const machine = page.getByRole("region", { name: "Time machine" }).element();
  await expect.poll(() => document.querySelector('[data-shape="tall"]')).not.toBeNull();
  expect(top(heading)).toBeLessThan(top(stage().element()));
  expect(top(stage().element())).toBeLessThan(top(machine));
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  await page.viewport(1280, 800);
});
