import { afterEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { openScenario } from "./open-lab.tsx";

afterEach(() => page.viewport(1280, 800));

const edge = () => page.getByRole("separator", { name: "Height of the views" });
const height = () => document.querySelector('[aria-label="Views of this run"]')?.parentElement?.offsetHeight ?? 0;
const isOpen = (tab: string) => page.getByRole("tab", { name: tab, exact: true }).element().ariaSelected;

test("the dock's height by keyboard; it is the same after a reload, and Enter returns to the usual one", async () => {
  await openScenario("crash-redelivery");
  const usual = height();
  edge().element().focus();
  await userEvent.keyboard("{ArrowUp}{ArrowUp}");
  await expect.poll(height).toBe(usual + 64);
  expect(Number(edge().element().getAttribute("aria-valuenow"))).toBeCloseTo(usual + 64, -1);
  await openScenario("crash-redelivery");
  expect(height()).toBe(usual + 64);
  edge().element().focus();
  // The least height, not the start of the run.
  await userEvent.keyboard("{Home}");
  await expect.poll(height).toBe(120);
  await userEvent.keyboard("{Enter}");
  await expect.poll(height).toBe(usual);
});

test("the dock's height by mouse: the edge follows the pointer, and the canvas keeps some room", async () => {
  await openScenario("crash-redelivery");
  const usual = height();
  const { x, y, width } = edge().element().getBoundingClientRect();
  const at = (clientY: number) => ({ pointerId: 1, clientX: x + width / 2, clientY, bubbles: true });
  const element = edge().element();
  element.setPointerCapture = () => undefined;
  element.dispatchEvent(new PointerEvent("pointerdown", at(y)));
  element.dispatchEvent(new PointerEvent("pointermove", at(y - 50)));
  await expect.poll(height).toBe(usual + 50);
  element.dispatchEvent(new PointerEvent("pointermove", at(-2_000)));
  await expect.poll(height).toBeLessThan(window.innerHeight * 0.75);
  element.dispatchEvent(new PointerEvent("pointerup", at(0)));
  element.dispatchEvent(new PointerEvent("pointermove", at(y)));
  expect(page.getByRole("group", { name: "The system at this moment" }).element().clientHeight).toBeGreaterThan(80);
});

test("the tab that was open last opens again, where the scenario has it", async () => {
  await openScenario("crash-redelivery");
  await page.getByRole("tab", { name: "Legend" }).click();
  await openScenario("glue-happy");
  expect(isOpen("Legend")).toBe("true");
  await page.getByRole("tab", { name: "Orders" }).click();
  await openScenario("crash-redelivery");
  expect(isOpen("Events")).toBe("true");
});

test("on a phone the dock can be resized too", async () => {
  await page.viewport(390, 844);
  await openScenario("crash-redelivery");
  const usual = height();
  edge().element().focus();
  await userEvent.keyboard("{ArrowDown}");
  await expect.poll(height).toBe(usual - 32);
});
