import { afterEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { FLOW_LESSON } from "./flow-lesson.ts";
import { commitTo, goTo, now, openScenario, openScenarioFrom, playFast, sentences, slider } from "./open-lab.tsx";

const coordinator = () => page.getByRole("region", { name: "Coordinator coordinator-1" });
const inspector = () => page.getByRole("complementary", { name: "Inspector" });
const cards = () => page.getByRole("list", { name: "Orders" });
const level = (title: RegExp) => page.getByRole("radio", { name: title });

/** Without its lesson: everything is shown. */
async function openFlow(id: string): Promise<void> {
  await openScenario(id);
  await page.getByRole("button", { name: /Skip/ }).click();
}
/** The last of the three orders of `glue-happy` has come into the table, and none has ended. */
const allRun = () => goTo(/saved the state of order-3/);

test("an order's flow: who drives it, what it keeps, and each order three times", async () => {
  await openFlow("glue-happy");
  await allRun();
  await expect.element(coordinator()).toHaveTextContent(/keeps 3 orders/);
  await expect.element(coordinator()).toHaveTextContent(/timers in memory/);
  await expect.element(cards()).toHaveTextContent(/order-1€20truthstock reserved, €20 paid/);
  await page.getByRole("button", { name: "order-1", exact: true }).first().click();
  await expect.element(inspector()).toHaveTextContent(/coordinator-1 started order-1/);
  await userEvent.keyboard("{End}");
  await expect.element(cards()).toHaveTextContent(/parcel left, mail sentbelievedcompletedtoldcompleted/);
});

test("whoever drives orders looks stopped like any other actor, by hand and orchestrated", async () => {
  await openFlow("glue-coordinator-crash");
  const borderAtTheEnd = async (title: RegExp) => {
    await page.getByTitle(title).click();
    const driver = () => document.querySelector('section[data-kind][data-state="stopped"]');
    await goTo(/coordinator-1 shut down cleanly/);
    await expect.poll(driver).not.toBeNull();
    return getComputedStyle(driver() as Element).borderTopStyle;
  };
  expect(await borderAtTheEnd(/^Level 0/)).toBe("dotted");
  expect(await borderAtTheEnd(/^Orchestrated/)).toBe("dotted");
});

test("the table and the timers are those of the moment", async () => {
  await openFlow("glue-happy");
  await page.getByTitle(/^Level 3/).click();
  await allRun();
  await page.getByRole("button", { name: "coordinator-1", exact: true }).click();
  await expect.element(inspector()).toHaveTextContent(/order-1under wayreserve donecharge doneship sent/);
  await expect.element(inspector()).toHaveTextContent(/a stored deadline, due 00:0/);
  await goTo(/commanded stock: reserve for order-1/);
  await expect.element(inspector()).toHaveTextContent(/order-1under wayreserve sent/);
  await expect.element(inspector()).not.toHaveTextContent(/order-2/);
});

test("levels are switched by keyboard, and the moment stays", async () => {
  await openFlow("glue-happy");
  await allRun();
  await goTo(/mail-1 started to work on order-2-notify/);
  const at = now();
  (level(/^Level 0/).element() as HTMLElement).focus();
  await userEvent.keyboard("{ArrowRight}");
  await expect.element(level(/^Level 1/)).toBeChecked();
  await userEvent.keyboard("{ArrowRight}");
  await expect.element(level(/^Level 2/)).toBeChecked();
  await expect.element(page.getByRole("region", { name: "Stored table" })).toHaveTextContent(/3 rows/);
  expect(now()).toBe(at);
  await page.getByRole("button", { name: "One level down" }).click();
  await expect.element(level(/^Level 1/)).toBeChecked();
  await expect.element(page.getByRole("region", { name: "Stored table" })).not.toBeInTheDocument();
});

describe("the coordinator is crashed by hand", () => {
  test("in memory: what it knew is forgotten, and the business sees it at the end", async () => {
    await openFlow("glue-happy");
    await goTo(/orders deleted order-3 and confirmed it to coordinator-1/);
    await page.getByRole("button", { name: "Crash now: coordinator-1" }).click();
    await expect.element(coordinator()).toHaveTextContent(/crashed/);
    await expect.element(coordinator()).toHaveTextContent(/forgot 2 orders/);
    await expect.element(cards()).toHaveTextContent(/believedforgotten/);
    await slider().fill("3000");
    await page.getByRole("button", { name: "Restart: coordinator-1" }).click();
    await expect.poll(sentencesInEvents).toContain("you restarted coordinator-1");
    await slider().fill("3400");
    await expect.element(page.getByRole("button", { name: "Crash now: coordinator-1" })).toBeInTheDocument();
    await expect.element(coordinator()).toHaveTextContent(/keeps 0 orders/);
    await expect.poll(sentencesInEvents).toContain("you crashed coordinator-1");
    await page.getByRole("tab", { name: "Orders" }).click();
    await slider().fill("100000");
    await expect.element(cards()).toHaveTextContent(/the flow never ended/);
  });

  test("stored: by keyboard, and the table lives on", async () => {
    await openFlow("glue-happy");
    await page.getByTitle(/^Level 3/).click();
    await allRun();
    (page.getByRole("button", { name: "coordinator-1", exact: true }).element() as HTMLElement).focus();
    await userEvent.keyboard("k");
    await expect.element(coordinator()).toHaveTextContent(/crashed/);
    await expect.element(page.getByRole("region", { name: "Stored table" })).toHaveTextContent(/3 rows, 3 open/);
    await page.getByRole("button", { name: "coordinator-1", exact: true }).click();
    await expect.element(inspector()).toHaveTextContent(/lost no state/);
    await expect.element(inspector()).toHaveTextContent(/order-1under way/);
  });
});

async function sentencesInEvents(): Promise<string> {
  await page.getByRole("tab", { name: "Events" }).click();
  return (await sentences()).join("\n");
}

describe("narrow", () => {
  afterEach(() => page.viewport(1280, 800));

  test("the page does not scroll sideways, and the coordinator is a sheet", async () => {
    await page.viewport(390, 844);
    await openFlow("glue-happy");
    await allRun();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    await page.getByRole("button", { name: "coordinator-1", exact: true }).click();
    await expect.element(page.getByRole("dialog")).toHaveTextContent(/What it believes/);
  });
});

test("a flow's lesson: predict, run to the moment, be told, and go on to the next level", async () => {
  await openScenarioFrom([FLOW_LESSON], "flow-lesson");
  await slider().fill("2600");
  await expect.element(cards()).toHaveTextContent(/hidden until you predict/);
  await commitTo("Three times");
  await userEvent.keyboard("{Home}");
  await playFast();
  await expect.element(page.getByRole("region", { name: "The decisive moment" })).toBeInTheDocument();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect.element(page.getByRole("region", { name: "What happened" })).toHaveTextContent(/3 cards were charged/);
  await page.getByRole("button", { name: "Make this change" }).click();
  await expect.element(level(/^Level 1/)).toBeChecked();
  await expect.element(page.getByText("Changed: this is the new run.")).toBeInTheDocument();
});
