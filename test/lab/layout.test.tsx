import { afterEach, expect, test } from "vitest";
import { page } from "vitest/browser";
import type { ScenarioSource } from "../../engine/scenario/schema.ts";
import { burst } from "../../scenarios/burst.ts";
import { goTo, openLab, openScenario, openScenarioFrom, slider } from "./open-lab.tsx";

/** What is drawn stays in its box, and the page in its window. */
afterEach(() => page.viewport(1280, 800));

/** Texts and buttons of nodes that reach out of their node, by more than a line's rounding. */
function reachingOut(): string[] {
  const nodes = [...document.querySelectorAll<HTMLElement>(".react-flow__node > section")];
  return nodes.flatMap((node) => {
    const box = node.getBoundingClientRect();
    const parts = [...node.querySelectorAll<HTMLElement>("button, span, li, strong")];
    return parts
      .filter((part) => part.closest(".visually-hidden, [class*=heldWord]") === null)
      .filter((part) => {
        const { right, bottom, width } = part.getBoundingClientRect();
        return width > 0 && (right > box.right + 2 || bottom > box.bottom + 2);
      })
      .map((part) => `${node.getAttribute("aria-label")}: ${part.textContent}`);
  });
}

async function skip(): Promise<void> {
  await page.getByRole("button", { name: /Skip/ }).click();
}

test("jobs that back off are counted inside the queue's box", async () => {
  await openScenario("retry-backoff");
  await skip();
  await page.getByRole("group", { name: "Variant" }).getByText("Exponential backoff", { exact: true }).click();
  await slider().fill("1500");
  await expect.element(page.getByRole("region", { name: "Queue orders" })).toHaveTextContent(/8 backing off/);
  expect(reachingOut()).toEqual([]);
});

test("what a full tube cannot show is a number that can be read", async () => {
  await openScenario("burst");
  await skip();
  await goTo(/stored upload-18/);
  const tube = page
    .getByRole("region", { name: /^Queue/ })
    .element()
    .querySelector("[class*=tubeTokens]");
  const more = [...(tube?.children ?? [])].find((part) => /^\+\d+$/.test(part.textContent ?? ""));
  const [inner, outer] = [more?.getBoundingClientRect(), tube?.getBoundingClientRect()];
  expect(inner?.left).toBeGreaterThanOrEqual(outer?.left ?? Infinity);
});

test("a dead worker that held more than its slots stays in its box", async () => {
  await openScenario("prefetch-hoarding");
  await skip();
  await slider().fill("2000");
  await page.getByRole("button", { name: "Crash now: slow-1" }).click();
  await expect.element(page.getByRole("region", { name: "Worker slow-1" })).toHaveTextContent(/more held/);
  expect(reachingOut()).toEqual([]);
});

test("on a phone a dead worker says until when its job is held, and nothing makes the page too wide", async () => {
  await page.viewport(390, 844);
  await openScenario("crash-redelivery");
  await skip();
  await slider().fill("3800");
  const words = () =>
    [...document.querySelectorAll<HTMLElement>("[class*=slotText] > span")].find((part) =>
      /held until/.test(part.textContent ?? ""),
    );
  await expect.poll(words).toBeTruthy();
  expect(words()?.scrollWidth).toBeLessThanOrEqual(words()?.clientWidth ?? 0);
  openLab("#/lab/naive-restore");
  await expect.element(page.getByRole("button", { name: /Skip/ })).toBeInTheDocument();
  await skip();
  await expect.poll(() => document.querySelectorAll('[aria-label="Marks in this run"] > li').length).toBeGreaterThan(1);
  expect(document.documentElement.scrollWidth).toBe(390);
});

test("an outage stands on the payment provider and on the scale", async () => {
  await openScenario("retry-backoff");
  await skip();
  // With waits the run outlives the outage.
  await page.getByRole("group", { name: "Variant" }).getByText("Exponential backoff", { exact: true }).click();
  await slider().fill("1000");
  const provider = page.getByRole("region", { name: "Payment provider" });
  await expect.element(provider).toHaveTextContent(/down until 00:02\.5/);
  expect(document.querySelectorAll("svg rect[class*=away]")).toHaveLength(1);
  await slider().fill("99999");
  await expect.element(provider).not.toHaveTextContent(/down/);
});

test("a run of 30,000 jobs is not begun, and the lab says why", async () => {
  const producers = (burst.producers ?? []).map((producer) => ({ ...producer, jobs: 30_000 }));
  const large: ScenarioSource = {
    ...burst,
    id: "large",
    lesson: undefined,
    claims: [],
    knobs: [],
    variants: [],
    producers,
  };
  const opening = openScenarioFrom([large], "large").catch(() => undefined);
  await expect.element(page.getByRole("alert")).toHaveTextContent(/too large for the lab: it has 30000 jobs/);
  void opening;
});
