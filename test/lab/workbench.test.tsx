import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { setTheme } from "../../lab/src/binding/theme.ts";
import { BLANK } from "../../lab/src/session/draft/blank.ts";
import { chooseFile, dropFiles } from "./files.ts";
import { now, openLab, openScenario, runIsOn, slider } from "./open-lab.tsx";

beforeEach(() => localStorage.clear());
afterEach(() => localStorage.clear());

const editor = () => page.getByRole("textbox", { name: "Scenario (YAML)" });
const text = () => document.querySelector<HTMLElement>(".cm-content")?.innerText ?? "";
const problems = () => page.getByText(/^\s*\d+ problems?\./);
const noProblems = () => page.getByText("No problems. Each change runs at once.");
const sentOf = (count: number) => page.getByText(new RegExp(`sent \\d+ of ${count}$`));

/** In place of all of the text. */
async function write(wanted: string): Promise<void> {
  await editor().click();
  await userEvent.keyboard("{Control>}a{/Control}");
  const view = document.querySelector(".cm-content");
  const data = new DataTransfer();
  data.setData("text/plain", wanted);
  view?.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}

async function openBlank(): Promise<void> {
  openLab("#/workbench/new");
  await runIsOn();
}

test("from the home page to a scenario of one's own: each change runs, at the same moment", async () => {
  openLab("#/");
  await page.getByRole("button", { name: "Open the workbench" }).click();
  await runIsOn();
  await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent("Scenario workbench");
  await expect.element(sentOf(6)).toBeInTheDocument();
  await slider().fill("1500");
  await write(BLANK.replace("jobs: 6", "jobs: 9"));
  await expect.element(sentOf(9)).toBeInTheDocument();
  expect(now()).toBe(1_500);
  await expect.element(page.getByText("Kept on this device.")).toBeInTheDocument();
  // A lesson's tools work here too: a crash by hand is a fork of this run.
  await page
    .getByRole("button", { name: /^Crash now/ })
    .first()
    .click();
  await expect.element(page.getByLabelText("Earlier runs")).toBeInTheDocument();
});

test("an invalid text names its line, keeps the last run, and leads to the place", async () => {
  await openBlank();
  await write(BLANK.replace("jobs: 6", "jobs: six"));
  await expect.element(problems()).toHaveTextContent("1 problem. The stage shows the last scenario that was valid.");
  await expect.element(sentOf(6)).toBeInTheDocument();
  const problem = page.getByRole("button", { name: /Line 13 producers\.0\.jobs: found "six"/ });
  await problem.click();
  expect(getSelection()?.toString()).toBe("six");
  await userEvent.keyboard("7");
  await expect.element(noProblems()).toBeInTheDocument();
  await expect.element(sentOf(7)).toBeInTheDocument();
});

test("the editor completes fields and values, and Tab leaves it", async () => {
  await openBlank();
  await write(`${BLANK}\nfau`);
  await userEvent.keyboard("{Control>} {/Control}");
  await page.getByRole("option", { name: /^faults/ }).click();
  await expect.poll(text).toMatch(/faults:\n\s+- /);
  await userEvent.keyboard("kind: ");
  await userEvent.keyboard("{Control>} {/Control}");
  await expect.element(page.getByRole("option", { name: /^crash/ })).toBeInTheDocument();
  await userEvent.keyboard("{Escape}");
  expect(text()).toMatch(/faults:\n\s+- kind: /);
  // Tab leaves the editor, as any other field.
  await userEvent.keyboard("{Tab}");
  expect(document.activeElement?.closest(".cm-editor")).toBeNull();
});

test("a lesson opens in the workbench, and the lesson stays what it is", async () => {
  await openScenario("crash-redelivery");
  await page.getByRole("link", { name: "Open in the workbench" }).click();
  await expect.element(editor()).toHaveTextContent(/id: crash-redelivery/);
  await expect.element(noProblems()).toBeInTheDocument();
  await runIsOn();
  expect(text()).not.toMatch(/prediction/);
  history.back();
  await expect.element(page.getByRole("button", { name: /Skip/ })).toBeInTheDocument();
});

describe("files", () => {
  test("a scenario is dropped anywhere, or chosen; a broken one opens with its problems", async () => {
    await openScenario("life-of-a-message");
    dropFiles(new File([BLANK.replace("jobs: 6", "jobs: 4")], "mine.yaml"));
    await expect.element(sentOf(4)).toBeInTheDocument();
    await expect.element(page.getByLabelText("Name")).toHaveValue("mine");
    chooseFile("Open a scenario", new File(["queues: [orders"], "broken.yaml"));
    await expect.element(problems()).toBeInTheDocument();
    await expect.element(page.getByRole("button", { name: /Line 1 is not YAML/ })).toBeInTheDocument();
  });

  test("the text is exported as it stands", async () => {
    await openBlank();
    const made: Blob[] = [];
    const spy = vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => (made.push(blob as Blob), "blob:x"));
    await page.getByRole("button", { name: "Export" }).click();
    spy.mockRestore();
    expect(await made[0]?.text()).toBe(BLANK);
  });

  test("text is never read as markup", async () => {
    await openBlank();
    await write(
      BLANK.replace("My scenario", "'<img src=x onerror=alert(1)>'").replace("name: orders", "name: <b>x</b>"),
    );
    await expect.element(problems()).toBeInTheDocument();
    expect(document.querySelector("main img, main b, .cm-tooltip b")).toBeNull();
  });
});

describe("copies and links", () => {
  test("a change outlives the page, under its name", async () => {
    await openBlank();
    await write(BLANK.replace("jobs: 6", "jobs: 5"));
    await expect.element(sentOf(5)).toBeInTheDocument();
    await page.getByLabelText("Name").fill("three queues");
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => location.hash).toBe("#/workbench/copy/three%20queues");
    openLab(location.hash);
    await expect.element(sentOf(5)).toBeInTheDocument();
    await expect.element(page.getByLabelText("Local copies")).toHaveValue("three queues");
    await page.getByRole("button", { name: "Delete copy" }).click();
    await expect.element(page.getByLabelText("Local copies")).toBeDisabled();
  });

  test("a link carries the whole text", async () => {
    const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await openBlank();
    await write(`${BLANK.replace("jobs: 6", "jobs: 3")}# a comment\n`);
    await expect.element(sentOf(3)).toBeInTheDocument();
    await page.getByRole("button", { name: "Copy link" }).click();
    await expect.element(page.getByRole("button", { name: "Link copied" })).toBeInTheDocument();
    const address = copied.mock.calls[0]?.[0] ?? "";
    copied.mockRestore();
    localStorage.clear();
    openLab(new URL(address).hash);
    await expect.element(sentOf(3)).toBeInTheDocument();
    await expect.element(editor()).toHaveTextContent(/# a comment/);
  });

  test("a broken link says so, and the workbench is there all the same", async () => {
    openLab("#/workbench/link/this-is-no-link");
    await expect
      .element(page.getByRole("status", { name: "Notices" }))
      .toHaveTextContent(/This link cannot be opened.*Ask for the link again/);
    await runIsOn();
  });
});

test.each(["light", "dark"] as const)("axe finds nothing in %s, with a problem", async (theme) => {
  setTheme(theme);
  await openBlank();
  await write(BLANK.replace("jobs: 6", "jobs: six"));
  await expect.element(problems()).toBeInTheDocument();
  const { violations } = await axe.run(document.documentElement, {
    rules: { "document-title": { enabled: false }, "html-has-lang": { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`)).toEqual([]);
});
