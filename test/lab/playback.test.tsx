import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { currentRow, goTo, now, openScenario, playFast, sentences, slider } from "./open-lab.tsx";

test("a run loads, plays to its end, and starts over", async () => {
  await openScenario("life-of-a-message");
  expect(now()).toBe(0);
  await page.getByRole("button", { name: /Skip/ }).click();
  await playFast();
  await expect.poll(now).toBeGreaterThan(0);
  // The lesson pauses it at its decisive moments; from each it goes on.
  const end = Number(slider().element().getAttribute("max"));
  const play = page.getByRole("button", { name: "Play", exact: true });
  await expect
    .poll(async () => {
      if (now() < end - 1 && play.elements().length > 0) await play.click();
      return now();
    })
    .toBeGreaterThanOrEqual(end - 1);
  await page.getByRole("button", { name: "Start over" }).click();
  await expect.poll(now).toBe(0);
});

test("scrubbing shows the moment that was chosen, and the table's current row follows", async () => {
  await openScenario("crash-redelivery");
  await page.getByRole("button", { name: /Skip/ }).click();
  await slider().fill("3000");
  await expect.poll(now).toBe(3000);
  await expect.poll(() => Number(currentRow()?.dataset["seq"])).toBeGreaterThan(5);
  const later = Number(currentRow()?.dataset["seq"]);
  await slider().fill("1500");
  await expect.poll(() => Number(currentRow()?.dataset["seq"])).toBeLessThan(later);
});

test("next and previous event go to the moments of the table's rows", async () => {
  await openScenario("crash-redelivery");
  await page.getByRole("button", { name: "Next event" }).click();
  await page.getByRole("button", { name: "Next event" }).click();
  await expect
    .poll(() => currentRow()?.cells[0]?.textContent)
    .toBe(page.getByLabelText("Current moment").element().textContent);
  const there = now();
  await page.getByRole("button", { name: "Next event" }).click();
  await expect.poll(now).toBeGreaterThan(there);
  await page.getByRole("button", { name: "Previous event" }).click();
  await expect.poll(now).toBe(there);
});

test("a click on a row goes to its moment", async () => {
  await openScenario("crash-redelivery");
  await page.getByRole("button", { name: /Skip/ }).click();
  const crash = (await sentences()).find((sentence) => /worker-\d crashed/.test(sentence));
  const worker = /worker-\d/.exec(crash ?? "")?.[0] ?? "";
  await goTo(/worker-\d crashed/);
  await expect.element(page.getByRole("region", { name: `Worker ${worker}` })).toHaveTextContent(/crashed/);
  await expect.element(page.getByRole("region", { name: `Worker ${worker}` })).toHaveTextContent(/held until/);
});

test("another seed is another run; the seed is shown", async () => {
  await openScenario("crash-redelivery");
  const bar = page.getByRole("group", { name: "This run" });
  await expect.element(bar).toHaveTextContent(/Seed 7/);
  await page.getByRole("button", { name: "Another seed" }).click();
  await expect.element(bar).not.toHaveTextContent(/Seed 7Another/);
});
