import axe from "axe-core";
import { afterEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { setTheme } from "../../lab/src/binding/theme.ts";
import { goTo, openLab, openLife, openScenario, runIsOn, slider } from "./open-lab.tsx";

/** Of what is on the screen, in both themes: opening it costs more than looking at it. */
async function problems(): Promise<string[]> {
  const found: string[] = [];
  for (const theme of ["light", "dark"] as const) {
    setTheme(theme);
    found.push(...(await violationsNow()).map((text) => `${theme}: ${text}`));
  }
  return found;
}

async function violationsNow(): Promise<string[]> {
  const { violations } = await axe.run(document.documentElement, {
    // Details of what passes would take time.
    resultTypes: ["violations"],
    // The test's own page has no title, landmarks or language of its own.
    rules: { "document-title": { enabled: false }, "html-has-lang": { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ""}`),
  );
}

describe("axe finds nothing in light and in dark", () => {
  afterEach(() => page.viewport(1280, 800));

  test("on the first screen", async () => {
    openLab("#/");
    await runIsOn();
    expect(await problems()).toEqual([]);
  });

  test("in the lab with each of its tabs", async () => {
    await openScenario("double-charge");
    await page.getByRole("button", { name: /Skip/ }).click();
    await slider().fill("2600");
    for (const tab of ["Events", "Message", "Charts", "Space-time", "Ledger", "Broker", "Verdict", "Knobs", "Legend"]) {
      await page.getByRole("tab", { name: tab }).click();
      // A panel that is loaded on demand.
      await expect.poll(() => page.getByText(/^Opening the /).elements()).toEqual([]);
      const more = page.getByRole("button", { name: /^(Filters|Why\? difference)$/ });
      if (more.elements().length > 0) await more.click();
      expect(await problems(), tab).toEqual([]);
    }
  });

  test("with a message's life and a dead worker", async () => {
    await openScenario("crash-redelivery");
    await page.getByRole("button", { name: /Skip/ }).click();
    await slider().fill("3300");
    await openLife("order-3");
    await expect.element(page.getByRole("complementary", { name: "Inspector" })).toBeInTheDocument();
    expect(await problems()).toEqual([]);
  });

  test.each([
    ["broker-restart", "1720", /its server is down/],
    ["leader-dies", "3400", /the other servers must elect one/],
  ])("with a server that died: %s", async (id, at, says) => {
    await openScenario(id);
    await page.getByRole("button", { name: /Skip/ }).click();
    await slider().fill(at);
    await page.getByRole("button", { name: "orders", exact: true }).click();
    await expect.element(page.getByRole("complementary", { name: "Inspector" })).toHaveTextContent(says);
    await page.getByRole("tab", { name: "Legend" }).click();
    expect(await problems()).toEqual([]);
  });

  test("with a log, a reader that died, and the log close up", async () => {
    await openScenario("fan-out");
    await page.getByRole("button", { name: /Skip/ }).click();
    await page.getByRole("group", { name: "Variant" }).getByText("One reader crashes").click();
    await goTo(/mail-1 crashed/);
    await page.getByRole("button", { name: "order-events", exact: true }).click();
    await expect.element(page.getByRole("complementary", { name: "Inspector" })).toHaveTextContent(/Events kept/);
    expect(await problems()).toEqual([]);
    await page.getByRole("tab", { name: "Legend" }).click();
    await page.getByRole("button", { name: "mail-1", exact: true }).click();
    await expect.element(page.getByRole("complementary", { name: "Inspector" })).toHaveTextContent(/What it held/);
    expect(await problems()).toEqual([]);
  });

  test("with a requester that died, and with what it has forgotten", async () => {
    await openScenario("requester-crash");
    await page.getByRole("button", { name: /Skip/ }).click();
    await slider().fill("2400");
    await page.getByRole("button", { name: "web", exact: true }).click();
    await expect.element(page.getByRole("complementary", { name: "Inspector" })).toHaveTextContent(/Lost in the crash/);
    expect(await problems()).toEqual([]);
  });

  test("with dead letters close up, and with the clerk who sees to them, dead", async () => {
    await openScenario("dlq-desk");
    await page.getByRole("button", { name: /Skip/ }).click();
    await slider().fill("6970");
    await page.getByRole("button", { name: "Dead letters", exact: true }).click();
    await expect
      .element(page.getByRole("complementary", { name: "Inspector" }))
      .toHaveTextContent(/What the operator did/);
    expect(await problems()).toEqual([]);
    await page.getByRole("button", { name: "Crash now: clerk" }).click();
    await page.getByRole("button", { name: "clerk", exact: true }).click();
    await expect.element(page.getByRole("complementary", { name: "Inspector" })).toHaveTextContent(/crashed/);
    expect(await problems()).toEqual([]);
  });

  test("with a diagram to copy, its text open", async () => {
    await openScenario("message-taxonomy");
    await page.getByRole("button", { name: /Skip/ }).click();
    await slider().fill("2200");
    await openLife("payment-due-1");
    await page.getByText("The text, as Mermaid reads it").click();
    await expect.element(page.getByLabelText("Sequence diagram as text")).toBeVisible();
    expect(await problems()).toEqual([]);
  });

  test("in a flow with each of its tabs, its coordinator dead", async () => {
    await openScenario("glue-happy");
    await slider().fill("2640");
    await page.getByRole("button", { name: "Crash now: coordinator-1" }).click();
    await page.getByRole("button", { name: "coordinator-1", exact: true }).click();
    await expect.element(page.getByRole("complementary", { name: "Inspector" })).toHaveTextContent(/The crashlost/);
    for (const tab of ["Orders", "Ledger", "Legend"]) {
      await page.getByRole("tab", { name: tab }).click();
      expect(await problems(), tab).toEqual([]);
    }
  });

  test("in a flow with a stored table, in the middle and at the end", async () => {
    await openScenario("glue-happy");
    await page.getByTitle(/^Level 6/).click();
    await slider().fill("2640");
    await page.getByRole("button", { name: "coordinator-1", exact: true }).click();
    await expect.element(page.getByRole("complementary", { name: "Inspector" })).toHaveTextContent(/stored/);
    expect(await problems()).toEqual([]);
    await slider().fill("100000");
    expect(await problems()).toEqual([]);
  });

  test("with paused services, under queue glue and under an orchestrator", async () => {
    await openScenario("glue-late-reply");
    await page.getByRole("button", { name: /Skip/ }).click();
    await goTo(/mail-1 was paused/);
    await page.getByRole("button", { name: "shipping-1", exact: true }).click();
    await expect.element(page.getByRole("button", { name: "Resume", exact: true })).toBeInTheDocument();
    expect(await problems()).toEqual([]);
    await page.getByTitle(/^Orchestrated/).click();
    await goTo(/mail-1 was paused/);
    await page.getByRole("button", { name: "coordinator-1", exact: true }).click();
    await expect.element(page.getByRole("complementary", { name: "Inspector" })).toHaveTextContent(/notify waits/);
    expect(await problems()).toEqual([]);
    await slider().fill("100000");
    expect(await problems()).toEqual([]);
  });

  test("in a lesson's challenge and at its end, wide and narrow, and on the page of one's progress", async () => {
    await openScenario("crash-redelivery");
    await page.getByRole("button", { name: /Skip, show/ }).click();
    await page.getByRole("button", { name: "Skip this step" }).click();
    await page.getByRole("button", { name: "Take the challenge" }).click();
    await page.getByRole("button", { name: "Show hint 1 of 2" }).click();
    expect(await problems()).toEqual([]);
    await page.getByRole("button", { name: "Skip the challenge" }).click();
    await page.viewport(390, 844);
    expect(await problems()).toEqual([]);
    openLab("#/progress");
    await expect.element(page.getByRole("row", { name: /Visibility timeout/ })).toBeInTheDocument();
    expect(await problems()).toEqual([]);
  });

  test("with the shortcuts", async () => {
    await openScenario("life-of-a-message");
    await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
    await expect.element(page.getByRole("dialog", { name: "Keyboard" })).toBeInTheDocument();
    expect(await problems()).toEqual([]);
  });

  test("before the prediction, narrow, and with the sheet", async () => {
    await page.viewport(390, 844);
    await openScenario("poison-dlq");
    expect(await problems()).toEqual([]);
    await page.getByRole("button", { name: /Skip/ }).click();
    await page.getByRole("button", { name: "orders", exact: true }).click();
    await expect.element(page.getByRole("dialog")).toBeInTheDocument();
    expect(await problems()).toEqual([]);
  });
});
