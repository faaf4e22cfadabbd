import { expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { wrongLines } from "../support/mermaid-grammar.ts";
import { openLife as openLifeOf, openScenario, slider } from "./open-lab.tsx";

const copyButton = () => page.getByRole("button", { name: "Copy as sequence diagram" });
const field = () => page.getByLabelText("Sequence diagram as text");

async function openLife(job: string, atMs: number): Promise<void> {
  await slider().fill(String(atMs));
  await openLifeOf(job);
}

test("a message's way is copied as a sequence diagram, by keyboard too, and stands there as text", async () => {
  const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  await openScenario("message-taxonomy");
  await page.getByRole("button", { name: /Skip/ }).click();
  await openLife("payment-due-1", 2_200);
  (copyButton().element() as HTMLElement).focus();
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByRole("button", { name: "Sequence diagram copied" })).toBeInTheDocument();
  const text = copied.mock.calls[0]?.[0] ?? "";
  copied.mockRestore();
  expect(wrongLines(text)).toEqual([]);
  expect(text).toContain("reply to payment-due-1");
  expect(text).toContain("received a reply to a<br/>request that it never sent");
  await userEvent.keyboard("{Tab}{Enter}");
  await expect.element(field()).toBeVisible();
  await expect.element(field()).toHaveValue(text);

  // Another message's way has not been copied.
  await openLifeOf("price-1");
  await expect.element(copyButton()).toBeInTheDocument();
  await expect.element(field()).toHaveValue(expect.stringContaining("requests price-1"));
});

test("where the clipboard is closed, the text opens", async () => {
  const closed = vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("not allowed"));
  await openScenario("life-of-a-message");
  await page.getByRole("button", { name: /Skip/ }).click();
  await openLife("letter-1", 3_000);
  await copyButton().click();
  await expect.element(field()).toBeVisible();
  await expect.element(field()).toHaveValue(expect.stringMatching(/^sequenceDiagram\n/));
  closed.mockRestore();
});

test("before the prediction the diagram ends at this moment", async () => {
  await openScenario("message-taxonomy");
  await openLife("payment-due-1", 700);
  await expect.element(field()).toHaveValue(expect.stringContaining("payments (queue)"));
  await expect.element(field()).not.toHaveValue(expect.stringContaining("charge"));
  await page.getByRole("button", { name: /Skip/ }).click();
  await expect.element(field()).toHaveValue(expect.stringContaining("charge payment-due-1"));
});
