import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { commitTo, openScenario, playFast, sentences } from "./open-lab.tsx";

test("figures are hidden until the prediction is committed; the run pauses at the decisive moment and then explains", async () => {
  await openScenario("double-charge");
  const provider = page.getByRole("region", { name: "Payment provider" });
  await expect.element(provider).toHaveTextContent(/hidden/);
  expect(await sentences()).toEqual([]);
  await page.getByRole("tab", { name: "Verdict" }).click();
  await expect.element(page.getByRole("tabpanel")).toHaveTextContent(/gives the answer away/);
  await expect.element(page.getByRole("button", { name: "Commit to this" })).toBeDisabled();

  await page.getByRole("radio", { name: /€60/ }).click();
  await expect.element(page.getByRole("button", { name: "Commit to this" })).toBeDisabled();
  await commitTo(/€60/);
  await expect.element(provider).not.toHaveTextContent(/hidden/);
  await expect.element(page.getByText("(your prediction)")).toBeInTheDocument();

  await playFast();
  const decisive = page.getByRole("region", { name: "The decisive moment" });
  await expect.element(decisive).toHaveTextContent(/the acknowledgement never left/);
  await expect.element(page.getByRole("heading", { name: "What happened" })).not.toBeInTheDocument();
  await page.getByRole("button", { name: "Continue" }).click();
  // The run is watched in segments.
  await expect
    .element(page.getByRole("region", { name: "A moment to look at" }))
    .toHaveTextContent(/cannot know that the card is charged already/);
  await page.getByRole("button", { name: "Continue" }).click();

  await expect.element(page.getByRole("heading", { name: "What happened" })).toBeInTheDocument();
  await expect.element(page.getByText("The run shows something different from your prediction.")).toBeInTheDocument();
  await expect.element(page.getByRole("region", { name: "What happened" })).toHaveTextContent(/The customers paid €80/);
  await expect.element(page.getByRole("radio", { name: /€80.*what the run shows/ })).toBeInTheDocument();
  await expect.element(provider).toHaveTextContent(/€20 too much/);
  await expect.element(page.getByRole("tabpanel")).toHaveTextContent(/passed/);
});

test("the one knob to change next changes the run, and the ledger with it", async () => {
  await openScenario("double-charge");
  await page.getByRole("button", { name: /Skip/ }).click();
  await commitTo(/€60, in four runs/);
  await page.getByRole("button", { name: "Just tell me" }).click();
  await expect.element(page.getByRole("region", { name: "What happened" })).toHaveTextContent(/The customers paid €60/);
  // What the knob says now is the other variant: both say the same.
  await expect.element(page.getByRole("radio", { name: "With an idempotency key" })).toBeChecked();
  await page.getByRole("tab", { name: "Knobs" }).click();
  await expect.element(page.getByRole("combobox", { name: "Idempotency key" })).toHaveValue("1");
  await page.getByRole("combobox", { name: "The worker crashes" }).selectOptions("before it charges the card");
  await expect.element(page.getByRole("tabpanel")).toHaveTextContent(/changed/);
  const variants = page.getByRole("group", { name: "Variant" });
  await variants.getByText("Without an idempotency key", { exact: true }).click();
  await page.getByRole("button", { name: "Reset all knobs" }).click();
  await expect.element(page.getByRole("region", { name: "What happened" })).toHaveTextContent(/The customers paid €80/);
});

test("a knob that stands for no variant leaves none chosen", async () => {
  await openScenario("ackwait-too-short");
  await page.getByRole("button", { name: /Skip/ }).click();
  await page.getByRole("tab", { name: "Knobs" }).click();
  await page.getByRole("combobox", { name: "Heartbeat" }).selectOptions("every 1 s");
  await expect
    .element(page.getByRole("group", { name: "Variant" }))
    .toHaveTextContent(/none: a knob has another value/);
  for (const radio of page.getByRole("group", { name: "Variant" }).getByRole("radio").elements())
    expect(radio).not.toBeChecked();
});

test("a variant is another run of the same scenario", async () => {
  await openScenario("double-charge");
  await page.getByRole("button", { name: /Skip/ }).click();
  await page.getByText("With an idempotency key", { exact: true }).click();
  await expect.element(page.getByRole("region", { name: "What happened" })).toHaveTextContent(/The customers paid €60/);
});

test("dead letters are counted in their dead-letter queue", async () => {
  await openScenario("poison-dlq");
  await page.getByRole("button", { name: /Skip/ }).click();
  const dlq = page.getByRole("region", { name: "Dead letters" });
  await expect.element(dlq).toHaveTextContent(/none yet/);
  await page.getByRole("slider", { name: "Moment in the run" }).fill("999999");
  await expect.element(dlq).toHaveTextContent(/Dead letters1order-2|Dead letters1.*order-2/);
});
