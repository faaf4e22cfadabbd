import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cdp, page, userEvent } from "vitest/browser";
import { setTheme } from "../../lab/src/binding/theme.ts";
import { openLab, runIsOn } from "./open-lab.tsx";

beforeEach(() => localStorage.clear());
afterEach(async () => {
  localStorage.clear();
  await page.viewport(1280, 800);
});

const verdict = () => page.getByRole("region", { name: /^(No broker|An? .*(queue|log|orchestrator))/ });
const answer = (text: string) => page.getByRole("radio", { name: text });
const titled = async (title: string) =>
  expect.element(page.getByRole("heading", { level: 2 })).toHaveTextContent(title);

test("each answer changes the verdict and the address, and the rules that fired have a proof that can be opened", async () => {
  openLab("#/guide");
  await titled("A queue");
  await expect.element(page.getByText("0 of 12 questions answered.")).toBeInTheDocument();
  await answer("This happened: others decide what it means to them (an event)").click();
  await answer("Several, and others that I do not know yet will join").click();
  await titled("A log");
  await expect.poll(() => location.hash).toBe("#/guide/kind=event&consumers=open");
  await expect.element(page.getByText("2 of 12 questions answered.")).toBeInTheDocument();
  const reason = page.getByRole("listitem").filter({ hasText: "Each event is stored once" });
  await expect.element(reason).toHaveTextContent(/decides for a log.*Wrong if:.*Runs that prove it:/);
  await expect.element(verdict()).toHaveTextContent(/must not share one work queue/);
  await reason.getByRole("link", { name: /^Queue vs log/ }).click();
  await runIsOn();
  await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent(/Queue vs log/);
});

test("a link carries the answers", async () => {
  openLab("#/guide/kind=command&steps=undo&replay=yes");
  await titled("A queue, a log and an orchestrator");
  await expect
    .element(answer("Several, and when a later one fails, an earlier one must be undone or completed"))
    .toBeChecked();
  await expect.element(page.getByText("No answer. Assumed: Nobody waits")).toBeInTheDocument();
});

test("a link with an answer that the guide does not have says so, and the guide is there all the same", async () => {
  openLab("#/guide/kind=smoke");
  await expect
    .element(page.getByRole("status", { name: "Notices" }))
    .toHaveTextContent(/found "smoke" for kind, expected one of command, event, query.*choose the answers again/);
  await titled("A queue");
  await expect.poll(() => location.hash).toBe("#/guide");
});

test("the keyboard alone answers, and an example fills in its answers", async () => {
  openLab("#/guide");
  await titled("A queue");
  await page.getByRole("combobox", { name: "Start from an example" }).selectOptions("Look up a price");
  await titled("No broker");
  await expect.element(answer("Tell me: the sender cannot go on without the answer (a query)")).toBeChecked();
  (document.querySelector('input[name="caller"]:checked') as HTMLElement).focus();
  await userEvent.keyboard("{ArrowDown}");
  await titled("A queue");
  expect(document.activeElement?.getAttribute("value")).toBe("slow");
  await userEvent.keyboard("{Tab}{Tab} ");
  await expect.poll(() => location.hash).toBe("#/guide/kind=query&caller=slow&loss=harmless");
});

describe("the starting scenario opens in the workbench and runs", () => {
  test.each([
    ["kind=command&order=per-key&load=bursts", "start-with-queue", /# Jobs of one account are done in their order/],
    ["kind=event&consumers=open", "start-with-log", /# A newcomer joins after four seconds/],
    ["kind=command&steps=undo", "start-with-queue-and-orchestrator", /# The coordinator crashes between two commands/],
  ])("%s", async (answers, name, holds) => {
    openLab(`#/guide/${answers}`);
    await page.getByRole("link", { name: "Open this scenario in the workbench" }).click();
    await expect.element(page.getByLabelText("Name")).toHaveValue(name);
    await expect.element(page.getByText("No problems. Each change runs at once.")).toBeInTheDocument();
    await runIsOn();
    await expect.element(page.getByRole("textbox", { name: "Scenario (YAML)" })).toHaveTextContent(holds);
  });

  test("a damaged address of one says so", async () => {
    openLab("#/workbench/guide/kind=smoke");
    await expect.element(page.getByRole("status", { name: "Notices" })).toHaveTextContent(/found "smoke" for kind/);
  });
});

test.each(["light", "dark"] as const)("axe finds nothing in %s, wide and on a phone", async (theme) => {
  setTheme(theme);
  openLab("#/guide/kind=event&loss=harmless&steps=undo&order=per-key");
  await titled("An orchestrator");
  for (const width of [1280, 390]) {
    await page.viewport(width, 844);
    const { violations } = await axe.run(document.documentElement, {
      rules: { "document-title": { enabled: false }, "html-has-lang": { enabled: false } },
    });
    expect(violations.map(({ id, nodes }) => `${width} ${id}: ${nodes[0]?.html ?? ""}`)).toEqual([]);
  }
});

test("on a phone nothing is too wide, and the verdict so far leads to its reasons", async () => {
  await page.viewport(390, 844);
  openLab("#/guide/kind=event&consumers=several");
  await titled("A queue");
  expect(document.documentElement.scrollWidth).toBe(390);
  await page.getByRole("button", { name: "So far: A queue. See why" }).click();
  expect(document.activeElement?.id).toBe("verdict");
});

test("on paper are the chosen answers, the verdict and its address, and nothing to press", async () => {
  openLab("#/guide/kind=event&consumers=several");
  await titled("A queue");
  await cdp().send("Emulation.setEmulatedMedia", { media: "print" });
  const visible = (text: string) => page.getByText(text, { exact: true }).element().getClientRects().length > 0;
  expect(visible("This happened: others decide what it means to them (an event)")).toBe(true);
  expect(visible("Do this: somebody must act on it (a command)")).toBe(false);
  expect(visible("No answer. Assumed: Nobody waits")).toBe(true);
  expect(visible(location.href)).toBe(true);
  expect(visible("Print")).toBe(false);
  expect(visible("Ackademy")).toBe(false);
  await cdp().send("Emulation.setEmulatedMedia", { media: "" });
});
