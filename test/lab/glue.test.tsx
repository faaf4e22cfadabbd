import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { commitTo, goTo, now, openScenario, playFast } from "./open-lab.tsx";

const inspector = () => page.getByRole("complementary", { name: "Inspector" });
const cards = () => page.getByRole("list", { name: "Orders" });
const shipping = () => page.getByRole("region", { name: "Worker shipping-1" });
const level = (title: RegExp) => page.getByRole("radio", { name: title });

test("a late reply: the paused service is seen; the parcel is a gift; at level 4 and orchestrated nothing is wrong", async () => {
  await openScenario("glue-late-reply");
  await commitTo(/no parcel has left/);
  await playFast();
  const decisive = page.getByRole("region", { name: "The decisive moment" });
  await expect.element(decisive).toHaveTextContent(/does not know whether the parcel has left/);
  await expect.element(shipping()).toHaveTextContent(/paused/);
  await expect.element(shipping()).toHaveTextContent(/paused/);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect
    .element(page.getByRole("region", { name: "What happened" }))
    .toHaveTextContent(/Nobody recalled the parcel/);
  await expect.element(cards()).toHaveTextContent(/the parcel left and nobody paid/);

  await page.getByRole("button", { name: "Make this change" }).click();
  await expect.element(level(/^Level 4/)).toBeChecked();
  await expect.element(page.getByText("Changed: this is the new run.")).toBeInTheDocument();
  // It runs, and pauses at its own decisive moment.
  await expect.element(decisive).toBeInTheDocument();
  await userEvent.keyboard("{End}");
  await expect
    .element(page.getByRole("region", { name: "What happened" }))
    .toHaveTextContent(/Your prediction was about the run before the change.*The parcel was recalled/);
  await expect.element(page.getByText("(your prediction before the change)")).toBeInTheDocument();
  await expect.element(cards()).toHaveTextContent(/believedcancelledtoldcancelled/);
  await expect.element(cards()).not.toHaveTextContent(/nobody paid/);

  await userEvent.keyboard("o");
  await expect.element(level(/^Orchestrated/)).toBeChecked();
  await expect.element(page.getByRole("region", { name: "Orchestrator coordinator-1" })).toBeInTheDocument();
  await expect.element(cards()).toHaveTextContent(/believedcancelledtoldcancelled/);
  await expect.element(cards()).not.toHaveTextContent(/nobody paid/);
  await userEvent.keyboard("0");
  await expect.element(level(/^Level 0/)).toBeChecked();
  await expect.element(cards()).toHaveTextContent(/the parcel left and nobody paid/);
});

test("an orchestrator's row: its state, what it waits for and until when; the store stands beside it from the start", async () => {
  await openScenario("glue-late-reply");
  await page.getByRole("button", { name: /Skip/ }).click();
  await page.getByTitle(/^Orchestrated/).click();
  await expect.element(page.getByText("One durable machine owns the order")).toBeInTheDocument();
  await expect.element(page.getByRole("region", { name: "Stored table" })).toHaveTextContent(/0 rows, 0 open/);
  await goTo(/mail-1 was paused/);
  await page.getByRole("button", { name: "coordinator-1", exact: true }).click();
  await expect.element(inspector()).toHaveTextContent(/order-2fulfilling\.parcel\.shipping & mail\.notifying/);
  await expect.element(inspector()).toHaveTextContent(/ship waits \(until 00:0/);
  await expect.element(inspector()).toHaveTextContent(/outbox: .*order-2-ship/);
  await expect.element(inspector()).toHaveTextContent(/ship timeout.*a stored deadline, due 00:0/);
});

test("a worker is paused by hand and let go on: in the inspector, and by key", async () => {
  await openScenario("glue-happy");
  await page.getByRole("button", { name: /Skip/ }).click();
  await goTo(/shipping-1 started to work on order-1-ship/);
  const at = now();
  await page.getByRole("button", { name: "shipping-1", exact: true }).click();
  await inspector().getByRole("button", { name: "Pause" }).click();
  await expect.element(shipping()).toHaveTextContent(/paused/);
  expect(now()).toBe(at);
  await userEvent.keyboard("{Shift>}{ArrowRight}{/Shift}");
  await inspector().getByRole("button", { name: "Resume" }).click();
  await expect.element(shipping()).not.toHaveTextContent(/paused/);
  await userEvent.keyboard("f");
  await expect.element(shipping()).toHaveTextContent(/paused/);
  await userEvent.keyboard("f");
  await expect.element(shipping()).not.toHaveTextContent(/paused/);
  await page.getByRole("button", { name: "Undo" }).click();
});

test("a coordinator is paused by key: it keeps what it knows, and does nothing", async () => {
  await openScenario("glue-happy");
  await page.getByRole("button", { name: /Skip/ }).click();
  await goTo(/commanded shipping: ship for order-1/);
  const coordinator = page.getByRole("region", { name: "Coordinator coordinator-1" });
  (page.getByRole("button", { name: "coordinator-1", exact: true }).element() as HTMLElement).focus();
  await userEvent.keyboard("f");
  await expect.element(coordinator).toHaveTextContent(/paused/);
  await expect.element(coordinator).toHaveTextContent(/keeps \d orders?/);
});
