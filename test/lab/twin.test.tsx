import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { setTheme } from "../../lab/src/binding/theme.ts";
import { now, openLab, openScenario } from "./open-lab.tsx";

const left = () => page.getByRole("region", { name: "Queue glue", exact: true });
const right = () => page.getByRole("region", { name: "Orchestrated", exact: true });
const chart = () => page.getByRole("region", { name: "Statechart", exact: true });
const divergence = () => page.getByRole("region", { name: "Where they diverge" });
const slider = () => page.getByRole("slider", { name: "Moment in both runs" });
const announced = () => document.querySelector('[data-says="twin"]')?.textContent ?? "";
/** The label of an order in the row of them. */
const tab = (order: string) => page.getByRole("group", { name: "Whose place in the machine" }).getByText(order);
/** The paths of the states that are lit. */
const lit = () =>
  [...document.querySelectorAll<HTMLElement>("[data-path][data-here]")].map(({ dataset }) => dataset["path"]);

async function openTwin(scenario: string): Promise<void> {
  openLab(`#/twin/${scenario}`);
  await bothAreOn();
}

async function bothAreOn(): Promise<void> {
  await expect.element(page.getByRole("button", { name: "Play", exact: true })).toBeEnabled();
  await expect.element(chart()).toBeInTheDocument();
}

afterEach(() => page.viewport(1280, 800));

describe("two designs beside each other", () => {
  test("on one scrubber: both canvases, the table on one side, the statechart on the other", async () => {
    await openTwin("glue-coordinator-crash");
    await slider().fill("4600");
    expect(now()).toBe(4_600);
    await expect.element(left()).toHaveTextContent(/Queue glue, level 0: naive/);
    await expect.element(left()).toHaveTextContent(/Of 3 orders so far 1 completed, 1 under way, 1 forgotten\./);
    await expect.element(left()).toHaveTextContent(/order-2 is forgotten: the table was in memory/);
    await expect.element(left()).toHaveTextContent(/What it believesNothing: the table was in memory and is lost/);
    await expect.element(right()).toHaveTextContent(/Of 3 orders so far 1 completed, 2 under way\./);
    for (const side of [left(), right()]) {
      await expect.element(side.getByRole("group", { name: "The system at this moment" })).toBeInTheDocument();
      await expect.element(side.getByRole("list", { name: "Orders" })).toBeInTheDocument();
      await expect.element(side.getByRole("table", { name: /Goods and money/ })).toBeInTheDocument();
    }
  });

  test("the statechart lights where the order is, and the screen says what it waits for", async () => {
    await openTwin("glue-coordinator-crash");
    await slider().fill("3500");
    await expect.poll(lit).toEqual(["charging"]);
    await expect
      .element(right())
      .toHaveTextContent(/charging waits for payment to answer \(charge\), until 00:05\.1 1\.\d s left/);
    await slider().fill("4600");
    await expect.poll(lit).toEqual(["fulfilling.parcel.shipping", "fulfilling.mail.notifying"]);
    await expect.element(right()).toHaveTextContent(/waits for shipping to answer \(ship\), until 00:05\.8/);
    await expect.element(right()).toHaveTextContent(/The orchestrator has been dead since 00:04\.0/);
    await slider().fill("13000");
    await expect.poll(lit).toEqual(["completed"]);
    await expect.element(right()).toHaveTextContent(/order-2 is completed. It no longer waits for anything/);
  });

  test("one order at a time, by its tab; and as text", async () => {
    await openTwin("glue-coordinator-crash");
    await slider().fill("4600");
    await expect.element(page.getByRole("radio", { name: /order-2/ })).toBeChecked();
    await tab("order-1").click();
    await expect.poll(lit).toEqual(["completed"]);
    await tab("order-2").click();
    await page.getByText("The statechart as text").click();
    const states = page.getByRole("list", { name: "States of the machine" });
    await expect
      .element(states)
      .toHaveTextContent(/shipping \(here\): waits for shipping to answer \(ship\), until 00:05\.8\./);
    await expect.element(states).toHaveTextContent(/charging \(came from here\)/);
    const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await page.getByRole("button", { name: "Copy as state diagram" }).click();
    expect(copied.mock.calls[0]?.[0]).toMatch(
      /^stateDiagram-v2[^]*class fulfilling_parcel_shipping,fulfilling_mail_notifying here/,
    );
    copied.mockRestore();
  });

  test("a state tells what it means when one comes to it", async () => {
    await openTwin("glue-coordinator-crash");
    await slider().fill("3500");
    (page.getByRole("button", { name: /^needs a person/ }).element() as HTMLElement).focus();
    await expect
      .element(chart())
      .toHaveTextContent(/needs a person: A service refused a compensation: a person tries again/);
    await expect.element(chart()).toHaveTextContent(/when RETRY arrives → choosing/);
  });
});

describe("where they diverge", () => {
  test("the first is marked, told, and jumped to; then the next", async () => {
    await openTwin("glue-late-reply");
    const marks = page.getByRole("list", { name: "Divergences" });
    await expect
      .element(marks.getByRole("button").first())
      .toHaveAccessibleName(/^1–2: they diverge here at 00:07\.355, 1\. order-2, after/);
    await page.getByRole("button", { name: /Next divergence/ }).click();
    await expect
      .element(divergence())
      .toHaveTextContent(/They diverge here: 00:07\.355 order-2, after ‘ship times out, try 1’ \(1 of 7\)/);
    await expect.element(divergence()).toHaveTextContent(/Queue gluecompensation: apologize, refund, release/);
    await expect
      .poll(announced)
      .toMatch(/They diverge here: order-2.*glue: compensation.*orchestrated: compensation: recall/);
    expect(now()).toBe(7_355);
    await page.getByRole("button", { name: /Next divergence/ }).click();
    await expect.poll(now).toBeGreaterThan(7_355);
    await page.getByRole("button", { name: /^Go to 00:07\.3/ }).click();
    await expect.poll(now).toBe(7_355);
  });

  test("playing stops at the first by itself", async () => {
    await openTwin("glue-coordinator-crash");
    await page.getByLabelText("Speed").selectOptions("16×");
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await expect.poll(now, { timeout: 10_000 }).toBe(7_416);
    await expect.element(page.getByRole("button", { name: "Play", exact: true })).toBeInTheDocument();
  });

  test("without faults they never do", async () => {
    await openTwin("glue-happy");
    await expect
      .element(divergence())
      .toHaveTextContent(/They do not diverge: with this seed, both runs tell the same story/);
  });
});

describe("a crash by a click", () => {
  test("strikes one side", async () => {
    await openTwin("glue-happy");
    await slider().fill("2640");
    await page.getByRole("button", { name: "Crash coordinator-1 of queue glue" }).click();
    await expect.element(left()).toHaveTextContent(/order-2 is forgotten/);
    await expect.element(page.getByRole("button", { name: "Crash coordinator-1 of orchestrated" })).toBeEnabled();
    await expect.element(divergence()).toHaveTextContent(/1 of \d/);
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await expect.element(divergence()).toHaveTextContent(/They do not diverge/);
  });

  test("or both at the same moment; started again, only one of them goes on", async () => {
    await openTwin("glue-happy");
    await slider().fill("2640");
    await page.getByRole("checkbox", { name: "Crash both sides" }).click();
    await right().getByRole("button", { name: "Crash now: coordinator-1" }).click();
    await expect.element(left()).toHaveTextContent(/The crashlost the state of 2 orders/);
    await expect.element(right()).toHaveTextContent(/The orchestrator has been dead since 00:02\.6/);
    await slider().fill("3200");
    await left().getByRole("button", { name: "Restart coordinator-1 on both sides" }).click();
    // Until the new runs are there the slider ends where the old ones do.
    const atTheEnd = async () => {
      await slider().fill("60000");
      return right().element().textContent;
    };
    await expect.poll(atTheEnd, { timeout: 10_000 }).toMatch(/Of 3 orders 3 completed/);
    await expect.element(left()).toHaveTextContent(/the flow never ended/);
  });

  test("and a link opens what was done", async () => {
    const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await openTwin("glue-happy");
    await slider().fill("2640");
    await page.getByRole("button", { name: "Crash coordinator-1 of orchestrated" }).click();
    await expect.element(right()).toHaveTextContent(/The orchestrator has been dead/);
    await page.getByRole("button", { name: "Copy link" }).click();
    await expect.element(page.getByRole("button", { name: "Link copied" })).toBeInTheDocument();
    const address = copied.mock.calls[0]?.[0] ?? "";
    copied.mockRestore();
    openLab(new URL(address).hash);
    await bothAreOn();
    await expect.poll(now).toBe(2_640);
    await expect.element(right()).toHaveTextContent(/The orchestrator has been dead since 00:02\.6/);
    await expect.element(left()).toHaveTextContent(/keeps 2 orders/);
  });
});

test("everything by keyboard", async () => {
  await openTwin("glue-late-reply");
  await userEvent.keyboard("d");
  await expect.poll(now).toBe(7_355);
  await userEvent.keyboard("d");
  await expect.poll(now).toBeGreaterThan(7_355);
  await userEvent.keyboard("{Shift>}D{/Shift}");
  await expect.poll(now).toBe(7_355);
  await userEvent.keyboard("{Home}");
  await expect.poll(now).toBe(0);
  await userEvent.keyboard("{ArrowRight}");
  await expect.poll(now).toBeGreaterThan(0);
  await slider().fill("5000");
  (right().getByRole("button", { name: "coordinator-1", exact: true }).element() as HTMLElement).focus();
  await userEvent.keyboard("k");
  await expect.element(right()).toHaveTextContent(/The orchestrator has been dead since 00:05\.0/);
  await expect.element(left().getByRole("button", { name: "Crash coordinator-1 of queue glue" })).toBeEnabled();
  (left().getByRole("button", { name: "coordinator-1", exact: true }).element() as HTMLElement).focus();
  await userEvent.keyboard("f");
  await expect.element(left().getByRole("button", { name: "Resume" })).toBeInTheDocument();
  await userEvent.keyboard("?");
  await expect.element(page.getByRole("dialog", { name: "Keyboard" })).toHaveTextContent(/Next or previous divergence/);
});

test("one comes to it from a flow's screen, at its level, and back", async () => {
  await openScenario("glue-coordinator-crash");
  await page.getByTitle(/^Level 2/).click();
  await page.getByRole("button", { name: "Compare with the orchestrator" }).click();
  await bothAreOn();
  await expect.element(left()).toHaveTextContent(/Queue glue, level 2: a persisted table/);
  await page.getByRole("link", { name: "Back to the lesson" }).click();
  await expect.element(page.getByRole("slider", { name: "Moment in the run" })).toBeInTheDocument();
  openLab("#/");
  await expect.element(page.getByRole("link", { name: "compare both side by side" })).toBeInTheDocument();
});

describe("pairs that are no levels of glue", () => {
  test("XState alone: a machine on both sides, and the timer that is gone", async () => {
    openLab("#/twin/naive-restore");
    await expect.element(page.getByRole("button", { name: "Play", exact: true })).toBeEnabled();
    const alone = page.getByRole("region", { name: "XState alone", exact: true });
    await expect.element(alone.getByRole("region", { name: "Statechart", exact: true })).toBeInTheDocument();
    await slider().fill("9000");
    await alone.getByText("order-2", { exact: true }).first().click();
    await expect.element(alone).toHaveTextContent(/waiting waits forever: its timer was lost/);
    await expect.element(right()).toHaveTextContent(/order-2 is here since 00:08\.7 \(after 2 s\)/);
    expect(lit()).toEqual(["waiting", "shipping"]);
  });

  test("each of two damages has its own counterpart, and they do not part", async () => {
    await openTwin("orchestrator-not-magic/orchestrated-store-lost");
    await expect.element(left()).toHaveTextContent(/level 6, the table is lost/);
    await expect.element(right()).toHaveTextContent(/Orchestrated, the store of its flows is lost/);
    await expect.element(divergence()).toHaveTextContent(/They do not diverge/);
  });

  test("a job of one step is not offered, and refused with a reason", async () => {
    await openScenario("one-step-job");
    await page.getByText(/^Orchestrated: a machine/).click();
    await expect.element(page.getByRole("button", { name: "Compare with the orchestrator" })).not.toBeInTheDocument();
    openLab("#/twin/one-step-job");
    await expect.element(page.getByRole("alert")).toHaveTextContent(/one-step-job has no two designs of one flow/);
    await expect.element(page.getByRole("link", { name: "Back to the lesson" })).toBeInTheDocument();
  });
});

test("narrow: below one another, or one side at a time, and the page does not scroll sideways", async () => {
  await page.viewport(390, 844);
  await openTwin("glue-late-reply");
  await slider().fill("7355");
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  const [above, below] = [left().element(), right().element()].map((side) => side.getBoundingClientRect());
  expect(below?.top ?? 0).toBeGreaterThanOrEqual(above?.bottom ?? 1);
  await page.getByRole("group", { name: "Which side" }).getByText("Orchestrated").click();
  await expect.element(page.getByRole("button", { name: "Crash coordinator-1 of queue glue" })).not.toBeInTheDocument();
  await expect.element(chart()).toBeVisible();
});

describe.each(["light", "dark"] as const)("axe finds nothing in %s", (theme) => {
  beforeEach(() => setTheme(theme));

  async function problems(): Promise<string[]> {
    const { violations } = await axe.run(document.documentElement, {
      // The test's own page has no title, landmarks or language of its own.
      rules: { "document-title": { enabled: false }, "html-has-lang": { enabled: false } },
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ""}`),
    );
  }

  test("in the middle, with the text open and a coordinator dead", async () => {
    await openTwin("glue-coordinator-crash");
    await slider().fill("4600");
    await page.getByText("The statechart as text").click();
    expect(await problems()).toEqual([]);
  });

  test("where they diverge, while it goes back, and at the end", async () => {
    await openTwin("glue-late-reply");
    await userEvent.keyboard("d");
    await expect.poll(now).toBe(7_355);
    await slider().fill("8300");
    await expect.poll(lit).toEqual(["cancelling.recalling"]);
    expect(await problems()).toEqual([]);
    await slider().fill("60000");
    expect(await problems()).toEqual([]);
  });

  test("narrow", async () => {
    await page.viewport(390, 844);
    await openTwin("glue-dual-write");
    await slider().fill("4500");
    expect(await problems()).toEqual([]);
  });
});
