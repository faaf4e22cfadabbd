import { StrictMode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, expect } from "vitest";
import { page } from "vitest/browser";
import { App } from "../../lab/src/app/app.tsx";
import { openSessions } from "../../lab/src/app/open-sessions.ts";
import type { ScenarioSource } from "../../engine/scenario/schema.ts";
import { asCards } from "../../lab/src/course/course.ts";
import { COURSE } from "../../scenarios/index.ts";
import { createTwin } from "../../lab/src/session/create-twin.ts";
import { createWorkbench } from "../../lab/src/session/create-workbench.ts";
import { createSession } from "../../lab/src/session/create-session.ts";
import { ProgressStore } from "../../lab/src/session/progress-store.ts";
import { createWorkerRunner } from "../../lab/src/session/runner-client.ts";
import { setTheme } from "../../lab/src/binding/theme.ts";
import "../../lab/src/styles/base.css";

/** The whole lab as a page has it: real engine, real Web Worker, real styles, and React as strict as in main.tsx. */
let root: Root | null = null;

afterEach(() => {
  root?.unmount();
  root = null;
  document.body.replaceChildren();
  setTheme("system");
  // What the page keeps on this device: the dock's tab and height.
  localStorage.clear();
  window.history.replaceState(null, "", "#/");
});

export function openLab(hash: string, sessions = openSessions()): void {
  root?.unmount();
  const container = document.createElement("div");
  document.body.replaceChildren(container);
  window.history.replaceState(null, "", hash);
  root = createRoot(container);
  root.render(
    <StrictMode>
      <App {...sessions} />
    </StrictMode>,
  );
}

/** Opens a scenario and waits for its run. */
export async function openScenario(id: string): Promise<void> {
  openLab(`#/lab/${id}`);
  await runIsOn();
}

/** The same with scenarios of the test's own. */
export async function openScenarioFrom(scenarios: readonly ScenarioSource[], id: string): Promise<void> {
  const frames = { request: (onFrame: (nowMs: number) => void) => void requestAnimationFrame(onFrame) };
  const options = { runner: createWorkerRunner(), scenarios, frames };
  const session = createSession(options);
  const twin = Promise.resolve(createTwin(options));
  openLab(`#/lab/${id}`, {
    session,
    workbench: createWorkbench(session, options),
    example: createSession(options),
    twin: () => twin,
    course: asCards(COURSE),
    progress: new ProgressStore(),
  });
  await runIsOn();
}

/** Commits to the choice whose text matches, fairly sure of it. */
export async function commitTo(choice: RegExp | string): Promise<void> {
  await page.getByRole("radio", { name: choice }).first().click();
  await page.getByRole("radio", { name: "Fairly sure" }).first().click();
  await page.getByRole("button", { name: /^Commit/ }).click();
}

export async function runIsOn(): Promise<void> {
  await expect.element(page.getByRole("button", { name: "Play", exact: true })).toBeEnabled();
  await expect.element(page.getByRole("group", { name: "The system at this moment" })).toBeInTheDocument();
}

/** The current moment, in milliseconds. */
export function now(): number {
  const text = page.getByLabelText("Current moment").element().textContent ?? "";
  const [minutes = "", seconds = ""] = text.split(":");
  return Math.round((Number(minutes) * 60 + Number(seconds)) * 1000);
}

export const slider = () => page.getByRole("slider", { name: "Moment in the run" });

/** To the moment of the first event whose sentence says so; the figures must be shown. In a flow its orders stay in view. */
export async function goTo(sentence: RegExp): Promise<void> {
  await page.getByRole("tab", { name: "Events" }).click();
  const clickIt = (all: readonly HTMLTableRowElement[]) => {
    const found = all.find((row) => sentence.test(row.cells[2]?.textContent ?? ""));
    found?.click();
    return found !== undefined;
  };
  await expect.poll(() => inAllRows(clickIt)).toBe(true);
  const orders = page.getByRole("tab", { name: "Orders" });
  if (orders.elements().length > 0) await orders.click();
}

/** Opens the life of a job by its button in the event table, wherever its row is. */
export async function openLife(job: string): Promise<void> {
  const clickIt = (all: readonly HTMLTableRowElement[]) => {
    const found = all.flatMap(
      (row) => row.querySelector<HTMLElement>(`button[aria-label="The life of ${job}"]`) ?? [],
    )[0];
    found?.click();
    return found !== undefined;
  };
  await expect.poll(() => inAllRows(clickIt)).toBe(true);
}

/** Plays at the highest speed. */
export async function playFast(): Promise<void> {
  await page.getByLabelText("Speed").selectOptions("16×");
  await page.getByRole("button", { name: "Play", exact: true }).click();
}

/** The event table's sentences, also of the rows that are out of sight; none while another tab is open. */
export function sentences(): Promise<string[]> {
  return inAllRows((all) => all.map((row) => row.cells[2]?.textContent ?? ""));
}

/**
 * The table draws the rows that are in sight: for a moment it is made so high that all of them are. A new run brings other
 * rows, or another table, in the midst of this; so its height is set anew at each look.
 */
async function inAllRows<T>(read: (all: readonly HTMLTableRowElement[]) => T): Promise<T> {
  if (!eventRegion()) return read([]);
  try {
    await expect.poll(() => missingRows()).toBe(0);
    return read(rows());
  } finally {
    const region = eventRegion();
    if (region) region.style.blockSize = "";
  }
}

const eventRegion = () => document.querySelector<HTMLElement>('[role="region"][aria-label="Events"]');

/** How many rows the event table has and does not draw, once it has room for all; 0 while another tab is open. */
function missingRows(): number {
  const region = eventRegion();
  if (!region) return 0;
  const announced = Number(region.querySelector("table")?.getAttribute("aria-rowcount")) - 1;
  region.style.blockSize = `${50 * (announced + 2)}px`;
  return announced - rows().length;
}

/** The rows of the event table that are drawn. */
export function rows(): HTMLTableRowElement[] {
  return [...document.querySelectorAll<HTMLTableRowElement>("tr[data-seq]")];
}

export function currentRow(): HTMLTableRowElement | null {
  return document.querySelector<HTMLTableRowElement>('tr[aria-current="true"]');
}
