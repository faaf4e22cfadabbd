import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { openScenario, sentences, slider } from "./open-lab.tsx";

const dlq = () => page.getByRole("region", { name: "Dead letters" });
const clerk = () => page.getByRole("region", { name: "Operator of clerk" });
const inspector = () => page.getByRole("complementary", { name: "Inspector" });

test("the dead-letter queue shows what lies there by cause; close up, with what was done at the dead-letter queue", async () => {
  await openScenario("dlq-desk");
  await page.getByRole("button", { name: /Skip/ }).click();
  await slider().fill("5500");
  await expect.element(dlq()).toHaveTextContent(/4.*amountCents is "twenty".*given up after 1 delivery/);
  await expect.element(clerk()).toHaveTextContent(/grouped 4 dead letters/);
  await page.getByRole("button", { name: "Dead letters", exact: true }).click();
  await expect.element(inspector()).toHaveTextContent(/order-3 since/);
  await expect.element(inspector()).toHaveTextContent(/clerk grouped the dead letters of orders by cause/);
  await dlq().getByRole("button", { name: "order-2" }).click();
  await expect.element(inspector()).toHaveTextContent(/replayed by clerk, edited: \{"order":"order-2"/);
});

test("the clerk can be crashed by hand in the middle of a replay; the next incarnation stores nothing twice", async () => {
  await openScenario("dlq-desk");
  await page.getByRole("button", { name: /Skip/ }).click();
  // order-2 is stored again, and its dead letter lies there still.
  await expect.poll(async () => (await sentences()).join("\n")).toMatch(/clerk sent the dead letter order-2/);
  await slider().fill("6970");
  await expect.element(dlq().getByRole("button", { name: "order-2, replayed" })).toBeInTheDocument();
  await page.getByRole("button", { name: "Crash now: clerk" }).click();
  await expect.element(clerk()).toHaveTextContent(/crashed/);
  await expect
    .poll(async () => (await sentences()).join("\n"))
    .toMatch(/orders already had order-2 and stored nothing/);
  await slider().fill("100000");
  await expect.element(clerk()).toHaveTextContent(/finished/);
  await expect.element(dlq()).toHaveTextContent(/Dead letters0none/);
});
