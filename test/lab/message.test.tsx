import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { now, openScenario, slider } from "./open-lab.tsx";

const line = (text: RegExp) => page.getByRole("button", { name: text });
const field = () => page.getByRole("combobox", { name: "Message" });

test("a message's timeline: a click on a line goes to its moment", async () => {
  await openScenario("crash-redelivery");
  await page.getByRole("button", { name: /Skip/ }).click();
  await page.getByRole("tab", { name: "Message" }).click();
  await field().fill("order-3");
  await line(/worker-1 has it \(delivery 1\).*its worker crashed/).click();
  const delivered = now();
  await line(/worker-2 has it \(delivery 2\).*ack confirmed/).click();
  await expect.poll(now).toBeGreaterThan(delivered + 2_000);
  await expect.element(line(/has it \(delivery 2\)/)).toHaveAttribute("aria-current", "step");
});

test("it follows the selection, and can put its own message there", async () => {
  await openScenario("crash-redelivery");
  await page.getByRole("button", { name: /Skip/ }).click();
  await slider().fill("3300");
  await page.getByRole("tab", { name: "Message" }).click();
  await field().fill("order-2");
  await page.getByRole("button", { name: "Show on the canvas" }).click();
  await expect.element(page.getByRole("complementary", { name: "Inspector" })).toHaveTextContent(/The life of order-2/);
  await expect.element(field()).toHaveValue("order-2");
});

test("before the prediction, what comes later is not there", async () => {
  await openScenario("crash-redelivery");
  await slider().fill("3300");
  await page.getByRole("tab", { name: "Message" }).click();
  await field().fill("order-3");
  await expect.element(line(/worker-1 has it \(delivery 1\)/)).toBeInTheDocument();
  expect(line(/delivery 2/).elements()).toEqual([]);
  await expect.element(page.getByText("What comes later is shown once you have made your prediction.")).toBeVisible();
  await slider().fill("0");
  await expect.element(page.getByText("Not sent yet.")).toBeVisible();
});

test("by keyboard: from line to line, and Enter goes there", async () => {
  await openScenario("crash-redelivery");
  await page.getByRole("button", { name: /Skip/ }).click();
  await page.getByRole("tab", { name: "Message" }).click();
  field().element().focus();
  await userEvent.keyboard("{Tab}{Tab}{Tab}{Enter}");
  await expect.poll(now).toBeGreaterThan(0);
});
