import axe from "axe-core";
import { beforeAll, describe, expect, test } from "vitest";
import { commands, page, userEvent } from "vitest/browser";
import { setTheme } from "../../lab/src/binding/theme.ts";
import { chooseFile, dropFiles } from "./files.ts";
import { goTo, now, openLab, openScenario, runIsOn, slider } from "./open-lab.tsx";

/** The same run as the course has it, as the command line writes it. */
let text: string;
beforeAll(async () => {
  text = await commands.traceInNode(["crash-redelivery"]);
});

const trace = (content = text, name = "run.jsonl") => new File([content], name);
const heading = () => page.getByRole("heading", { level: 1 });
const notices = () => page.getByRole("status", { name: "Notices" });

async function recordedIsOn(): Promise<void> {
  await expect.element(page.getByText("Recorded run", { exact: true }).first()).toBeInTheDocument();
  await runIsOn();
}

async function dropOnHome(file: File): Promise<void> {
  openLab("#/");
  await expect.element(page.getByRole("heading", { name: "Bring your own" })).toBeInTheDocument();
  dropFiles(file);
  await recordedIsOn();
}

test("a trace that is dropped on the home page plays, scrubs and is judged", async () => {
  await dropOnHome(trace());
  await expect.element(heading()).toHaveTextContent("a worker crashes with a job in its hands");
  expect(location.hash).toBe("#/trace");
  // Nothing is asked, so nothing is hidden.
  await goTo(/^✕worker-1 crashed: before-effect of order-3/);
  await expect.poll(now).toBe(2_523);
  await page.getByRole("button", { name: "Next event" }).click();
  await expect.poll(now).toBeGreaterThan(2_523);
  await slider().fill("3300");
  await expect.poll(now).toBe(3_300);
  await expect.element(page.getByRole("button", { name: /^Crash now/ })).not.toBeInTheDocument();
  await page.getByRole("tab", { name: "Verdict" }).click();
  await expect.element(page.getByRole("tabpanel", { name: "Verdict" })).toHaveTextContent(/passed/);
  await page.getByRole("tab", { name: "Knobs" }).click();
  await expect.element(page.getByText("This run was recorded: its settings are fixed.")).toBeInTheDocument();
});

test("it can be chosen with a button, run here, and come back to", async () => {
  openLab("#/");
  await expect.element(page.getByRole("button", { name: "Open a trace" })).toBeInTheDocument();
  chooseFile("Open a trace", trace());
  await recordedIsOn();
  await page.getByRole("button", { name: "Run it here" }).click();
  await expect.element(page.getByRole("button", { name: /Skip/ })).toBeInTheDocument();
  await runIsOn();
  await page.getByRole("button", { name: /Skip/ }).click();
  await expect.element(page.getByRole("button", { name: "Another seed" })).toBeInTheDocument();
  history.back();
  await recordedIsOn();
});

test("a trace of a real nats-server tells the same story", async () => {
  const real = await commands.traceInNode(["crash-redelivery", "--broker", "nats"]);
  await openScenario("double-charge");
  dropFiles(trace(real));
  await recordedIsOn();
  await expect.element(page.getByText("a real nats-server, in real time")).toBeInTheDocument();
  // Which of them gets order-3 is up to the server.
  await goTo(/^✕worker-\d crashed: before-effect of order-3/);
  const crashedAt = now();
  await goTo(/worker-\d received order-3 \(delivery 2\)/);
  // The visibility timeout is 3 s.
  expect(now() - crashedAt).toBeGreaterThan(2_000);
  await page.getByRole("tab", { name: "Verdict" }).click();
  await expect.element(page.getByRole("tabpanel", { name: "Verdict" })).toHaveTextContent(/passed/);
});

test("the command line opens the lab on a trace", async () => {
  const said = await commands.openInNode({ name: "my run.jsonl", text, says: "Recorded run" });
  expect(said).toMatch(/a worker crashes with a job in its hands/);
  expect(said).toMatch(/my run\.jsonl/);
});

test("of a file with several runs, each can be shown", async () => {
  await dropOnHome(trace(await commands.traceInNode(["double-charge"])));
  const runs = page.getByLabelText("Runs in this file");
  const last = runs.getByRole("option").last();
  await runs.selectOptions(last.element().textContent ?? "");
  await expect.element(page.getByRole("definition").nth(2)).toHaveTextContent(/key/);
});

describe("a file that cannot be opened keeps the screen, and says what is wrong and what to do", () => {
  const bad: readonly (readonly [name: string, file: () => File, says: RegExp])[] = [
    ["a trace that was cut", () => trace(text.slice(0, -9)), /run\.jsonl, line \d+: is not JSON.*--trace FILE/],
    ["foreign lines", () => trace('{"level":30,"msg":"<b>hi</b>"}\n'), /line 1: found an event, expected the header/],
    [
      "a picture",
      () => new File([new Uint8Array([137, 80, 78, 71])], "a.png"),
      /a\.png: is not a trace, a scenario or a handlers file/,
    ],
    ["nothing at all", () => trace(""), /run\.jsonl: is empty/],
    ["a huge file", () => new File(Array(110).fill("x".repeat(1_000_000)), "big.jsonl"), /big\.jsonl: is too large/],
  ];
  test.each(bad)("%s", async (_name, file, says) => {
    await openScenario("life-of-a-message");
    await page.getByRole("button", { name: "Next event" }).click();
    await expect.poll(now).toBeGreaterThan(0);
    const at = now();
    dropFiles(file());
    await expect.element(notices()).toHaveTextContent(says);
    await expect.element(heading()).toHaveTextContent("Message lifecycle");
    expect(now()).toBe(at);
    expect(document.querySelector("[aria-label=Notices] b")).toBeNull();
  });

  test("two files at once", async () => {
    openLab("#/");
    await expect.element(page.getByRole("button", { name: "Open a trace" })).toBeInTheDocument();
    dropFiles(trace(), trace());
    await expect
      .element(notices())
      .toHaveTextContent(/Found 2 files, expected one. Drop one file, or a scenario together with its handlers file/);
  });

  test("an address of a file that is served no more leads home", async () => {
    openLab("#/open/run.jsonl");
    await expect.element(notices()).toHaveTextContent(/run\.jsonl: is not served here.*scenario -- open FILE/);
    await expect.element(page.getByRole("button", { name: "Open a trace" })).toBeInTheDocument();
  });

  test("a trace after the page was loaded anew leads home", async () => {
    openLab("#/trace");
    await expect.element(notices()).toHaveTextContent(/No trace is open. Choose its file again/);
  });
});

test("the keys work in a recorded run: a crash is refused in words", async () => {
  await dropOnHome(trace());
  await page.getByRole("button", { name: "worker-1", exact: true }).click();
  await userEvent.keyboard("{ArrowRight}k");
  await expect.element(notices()).toHaveTextContent(/recorded: it cannot be changed/);
  await userEvent.keyboard("l");
  await expect.element(notices()).toHaveTextContent(/has no link. Send its file/);
});

test.each(["light", "dark"] as const)("axe finds nothing in %s", async (theme) => {
  setTheme(theme);
  await dropOnHome(trace());
  const { violations } = await axe.run(document.documentElement, {
    rules: { "document-title": { enabled: false }, "html-has-lang": { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`)).toEqual([]);
});
