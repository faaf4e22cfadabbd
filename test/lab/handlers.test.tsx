import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { setTheme } from "../../lab/src/binding/theme.ts";
import { BLANK, BLANK_HANDLERS } from "../../lab/src/session/draft/blank.ts";
import { encodeText } from "../../lab/src/session/workbench-link.ts";
import { dropFiles } from "./files.ts";
import { goTo, openLab, runIsOn } from "./open-lab.tsx";

beforeEach(() => localStorage.clear());
afterEach(() => localStorage.clear());

const CALLS = `${BLANK.slice(0, BLANK.indexOf("    handler:"))}    handler: { kind: function, name: charge, charges: true }
faults:
  - kind: crash
    at: { job: order-3, attempt: 1, point: before-ack }
`;
const handlers = () => page.getByRole("textbox", { name: "Handlers (TypeScript)" });
const noProblems = () => page.getByText("No problems. Each change runs at once.");
const problem = (says: RegExp) => page.getByText(says).first();

/** In place of all of the text of the editor that has the focus. */
async function paste(wanted: string): Promise<void> {
  await userEvent.keyboard("{Control>}a{/Control}");
  const data = new DataTransfer();
  data.setData("text/plain", wanted);
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement?.dispatchEvent(paste);
}

async function write(wanted: string): Promise<void> {
  await handlers().click();
  await paste(wanted);
}

/** The scenario and its handlers file, as a person brings them. */
async function bring(text: string, file = "mine.ts"): Promise<void> {
  openLab("#/workbench/new");
  await runIsOn();
  dropFiles(new File([text], file), new File([CALLS], "mine.yaml"));
  await expect.element(handlers()).toBeInTheDocument();
}

async function verdictSays(says: RegExp): Promise<void> {
  await page.getByRole("tab", { name: "Verdict" }).click();
  await expect.element(page.getByText(says).first()).toBeInTheDocument();
}

test("a handler is written in the page, from nothing: its bug is caught, and fixed there", async () => {
  openLab("#/workbench/new");
  await runIsOn();
  await page.getByRole("tab", { name: "Handlers" }).click();
  await page.getByRole("button", { name: "Add a handlers file" }).click();
  await expect.element(handlers()).toHaveTextContent(/export async function charge/);
  await page.getByRole("tab", { name: "Scenario" }).click();
  await page.getByRole("textbox", { name: "Scenario (YAML)" }).click();
  await paste(CALLS);
  await expect.element(noProblems()).toBeInTheDocument();
  await page.getByRole("tab", { name: "handlers.ts" }).click();
  await write(BLANK_HANDLERS.replace(", key: order", ""));
  await verdictSays(/order-3 was charged twice/);
  await write(BLANK_HANDLERS);
  await verdictSays(/All 6 jobs are done/);
  await expect.element(page.getByText(/charged twice/)).not.toBeInTheDocument();
});

test("what it throws is an event with its line; a syntax error leads to its line", async () => {
  await bring("export async function charge(job) {\n  return job.payload.card.number;\n}\n");
  await goTo(/failed on order-1 \(delivery 1\): TypeError: .*'number' of undefined \(mine\.ts:2\)/);
  await write("export function charge() {}\n\nlet a = ;\n");
  const broken = page.getByRole("button", { name: /mine\.ts, line 3 is not TypeScript or JavaScript/ });
  await expect.element(broken).toBeInTheDocument();
  await page.getByRole("tab", { name: "Scenario" }).click();
  await broken.click();
  await expect.element(handlers()).toBeVisible();
  expect(getSelection()?.toString()).toBe("let a = ;");
});

test("the editor completes the handler's API and explains it", async () => {
  await bring(BLANK_HANDLERS);
  await handlers().click();
  await userEvent.keyboard("{Control>}{End}{/Control}// {Backspace}{Backspace}{Backspace}tools.");
  await page.getByRole("option", { name: /^charge/ }).click();
  await expect.element(handlers()).toHaveTextContent(/tools\.charge\(\{ order, amountCents, key: order \}\)$/);
});

describe("a link", () => {
  test.each(["light", "dark"] as const)(
    "with a handlers file runs when the reader has agreed (axe, %s)",
    async (theme) => {
      setTheme(theme);
      const text = 'export function charge() {}\nthrow new Error("it ran");\n';
      const link = await encodeText({ name: "shared", text: CALLS, handlers: { file: "theirs.ts", text } });
      openLab(`#/workbench/link/${link}`);
      const question = page.getByRole("alertdialog", { name: "A handlers file from a link" });
      await expect.element(question).toHaveTextContent(/This link brings code: theirs\.ts\. Nothing has run yet\./);
      await expect.element(page.getByText("It does not run before you have agreed.")).toBeInTheDocument();
      await expect.element(handlers()).toHaveTextContent(/it ran/);
      await expect.element(page.getByText("There is no run yet.")).toBeInTheDocument();
      const { violations } = await axe.run(document.documentElement, {
        rules: { "document-title": { enabled: false }, "html-has-lang": { enabled: false } },
      });
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`)).toEqual([]);
      await page.getByRole("button", { name: "Run it" }).click();
      await expect.element(problem(/Error: it ran/)).toBeInTheDocument();
      await expect.element(question).not.toBeInTheDocument();
    },
  );

  test("carries the file to somebody else, who may remove it", async () => {
    const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await bring(BLANK_HANDLERS);
    await verdictSays(/All 6 jobs are done/);
    await page.getByRole("button", { name: "Copy link" }).click();
    await expect.element(page.getByRole("button", { name: "Link copied" })).toBeInTheDocument();
    const address = copied.mock.calls[0]?.[0] ?? "";
    copied.mockRestore();
    localStorage.clear();
    openLab(new URL(address).hash);
    await page.getByRole("button", { name: "Remove it" }).click();
    await expect.element(problem(/no handlers file that exports it/)).toBeInTheDocument();
  });
});

describe("the sandbox, in the Web Worker", () => {
  test("there is no network, no page and no way to new modules", async () => {
    await bring(
      `export async function charge() {
        const root = new Function("return this")();
        const names = ["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "importScripts", "indexedDB", "caches",
          "navigator", "self", "postMessage", "document", "location", "Worker", "BroadcastChannel", "WebAssembly", "setTimeout"];
        const found = names.filter((name) => name in root || name in globalThis);
        const imported = await import("${location.origin}/hostile.js").then(() => "imported", () => "refused");
        throw new Error("found [" + found + "], " + imported);
      }`,
      "hostile.js",
    );
    await goTo(/found \[\], refused \(hostile\.js:\d+\)/);
    expect(performance.getEntriesByName(`${location.origin}/hostile.js`)).toEqual([]);
  });

  test("a loop is stopped, the last run stays, and the page goes on", async () => {
    await bring(BLANK_HANDLERS);
    await expect.element(noProblems()).toBeInTheDocument();
    await write("export async function charge() {\n  for (;;) {}\n}\n");
    await expect
      .element(problem(/mine\.ts: charge did not give control back.*End its loop, or wait in it/))
      .toBeInTheDocument();
    await runIsOn();
    await write(BLANK_HANDLERS);
    await expect.element(noProblems()).toBeInTheDocument();
  });

  test("steps that take very long are ended with the worker, and the next run has a new one", async () => {
    await bring(BLANK_HANDLERS);
    await expect.element(noProblems()).toBeInTheDocument();
    // Few steps, each of which takes a second and more.
    await write(
      "export function charge() {\n  const n = 3n ** 500000n;\n  for (let i = 0; i < 1000; i++) String(n);\n}\n",
    );
    await expect
      .element(problem(/mine\.ts: has not given control back for 10 s, and was terminated/))
      .toBeInTheDocument();
    await write(BLANK_HANDLERS);
    await expect.element(noProblems()).toBeInTheDocument();
    await verdictSays(/All 6 jobs are done/);
  });
});
