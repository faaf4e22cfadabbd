import { afterEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { now, openScenario, slider } from "./open-lab.tsx";

afterEach(() => page.viewport(1280, 800));

const skip = () => page.getByRole("button", { name: /Skip/ }).click();
const openTab = (name: string) => page.getByRole("tab", { name, exact: true }).click();

test("space-time: what the current event follows from and leads to, each a link to its moment", async () => {
  await openScenario("crash-redelivery");
  await skip();
  await openTab("Space-time");
  await slider().fill("700");
  const link = (text: RegExp) => page.getByRole("button", { name: text });
  await expect.element(page.getByRole("img", { name: /Space-time diagram of 4 actors/ })).toBeInTheDocument();
  // Several events happened at that moment: each can be looked at.
  await link(/worker-1 started to work on order-1/).click();
  await expect.poll(now).toBe(634);
  await page.getByRole("combobox", { name: "In sight" }).selectOptions("1 s");
  await link(/the payment provider charged/).click();
  await expect.poll(now).toBeGreaterThan(634);
  await link(/worker-1 started to work on order-1/).click();
  await link(/worker-1 received order-1/).click();
  await link(/shop sent order-1/).click();
  await expect.poll(now).toBe(434);
});

test("space-time: a click on the diagram goes to that moment, the keys from event to event", async () => {
  await openScenario("crash-redelivery");
  await skip();
  await openTab("Space-time");
  await slider().fill("3000");
  const diagram = page.getByRole("img", { name: /Space-time diagram/ });
  await expect.element(diagram).toBeInTheDocument();
  await diagram.click({ position: { x: 20, y: 4 } });
  await expect.poll(now).toBeLessThan(2_000);
  const before = now();
  await userEvent.keyboard("{ArrowRight}");
  await expect.poll(now).toBeGreaterThan(before);
});

test("space-time before the prediction: nothing that comes later, in no text either", async () => {
  await openScenario("crash-redelivery");
  await openTab("Space-time");
  await slider().fill("634");
  await page.getByRole("button", { name: /worker-1 started to work on order-1/ }).click();
  const panel = page.getByRole("tabpanel");
  await expect.element(panel).toHaveTextContent(/Leads tonothing in the trace so far/);
  await skip();
  await expect.element(panel).toHaveTextContent(/Leads to.*charged €20/);
});

test("the ledger's why: a double charge and the events behind it, each a link", async () => {
  await openScenario("double-charge");
  await openTab("Ledger");
  // Before the prediction, the figure is hidden, and so is its reason.
  await slider().fill("100000");
  expect(page.getByRole("button", { name: "Why? difference" }).elements()).toEqual([]);
  await skip();
  const why = page.getByRole("button", { name: "Why? difference" });
  await why.click();
  await expect.element(why).toHaveAttribute("aria-expanded", "true");
  const reasons = page.getByRole("region", { name: "Why: difference" });
  await expect.element(reasons).toHaveTextContent(/was charged 2 times/);
  const end = now();
  await reasons.getByRole("button", { name: /crashed/ }).click();
  await expect.poll(now).toBeLessThan(end);
  // At that moment only one charge has been made.
  await expect.element(reasons).not.toHaveTextContent(/charged 2 times/);
});

test("the broker: counters under their JetStream names, the broker's report beside them, and what is not recorded", async () => {
  await openScenario("crash-redelivery");
  await skip();
  await openTab("Broker");
  await slider().fill("3300");
  const consumer = page.getByRole("table", { name: "Consumer workers" });
  await expect.element(consumer).toHaveTextContent(/num_ack_pending[^0-9]*2/);
  await slider().fill("100000");
  await expect.element(consumer).toHaveTextContent(/reported 00:06.*num_ack_pending[^0-9]*00/);
  await expect.element(page.getByText(/pull requests that wait for a message/)).toBeInTheDocument();
});

test.each([
  [390, 844],
  [1024, 700],
])("at %i × %i no view is wider than the page", async (width, height) => {
  await page.viewport(width, height);
  await openScenario("crash-redelivery");
  await skip();
  await slider().fill("5000");
  for (const tab of ["Events", "Message", "Charts", "Space-time", "Ledger", "Broker"]) {
    await openTab(tab);
    await expect.poll(() => page.getByText(/^Opening the /).elements()).toEqual([]);
    expect(document.documentElement.scrollWidth, tab).toBeLessThanOrEqual(width);
  }
});
