import { expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { openLab, openScenario, slider } from "./open-lab.tsx";

/** What the lab has to say covers nothing, goes by itself, and does not follow to another screen. */
const notices = () => page.getByRole("status", { name: "Notices" });

async function refuse(): Promise<void> {
  await openScenario("life-of-a-message");
  await page.getByRole("button", { name: /Skip/ }).click();
  await slider().fill("999999");
  await page.getByRole("button", { name: "worker-1", exact: true }).click();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "k", bubbles: true }));
  await expect.element(notices()).toHaveTextContent(/go to an earlier moment/);
}

test("a refusal stands in a row of its own, without a sign of success, and goes by itself", async () => {
  vi.useFakeTimers({ toFake: ["requestAnimationFrame", "cancelAnimationFrame"], shouldAdvanceTime: true });
  await refuse();
  const box = notices().element().getBoundingClientRect();
  const main = document.querySelector("main")?.getBoundingClientRect();
  expect(box.height).toBeGreaterThan(10);
  expect(box.bottom).toBeLessThanOrEqual((main?.top ?? 0) + 1);
  expect(notices().element().querySelector("svg path")?.getAttribute("d")).not.toBe("M4.5 10.5l3.5 3.5 7.5-8");
  await vi.advanceTimersByTimeAsync(10_000);
  vi.useRealTimers();
  await expect.element(notices()).not.toHaveTextContent(/earlier moment/);
});

test("on another screen there is nothing left of it", async () => {
  await refuse();
  await page.getByRole("link", { name: "Ackademy" }).click();
  await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent(/message queues/);
  await expect.element(notices()).not.toHaveTextContent(/earlier moment/);
});

test("why a link could not be opened is read on the screen that it leads to", async () => {
  openLab("#/run/xyz");
  await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent(/message queues/);
  await expect.element(notices()).toHaveTextContent(/cannot be opened/);
});
