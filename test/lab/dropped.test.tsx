import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { openScenario, slider } from "./open-lab.tsx";

test("what a full queue drops is counted at the queue, marked on the scale, and told in the message's life", async () => {
  await openScenario("burst");
  await page.getByRole("button", { name: /Skip/ }).click();
  await page.getByText("A limit of ten, overflow: drop the oldest").first().click();
  const queue = page.getByRole("region", { name: "Queue uploads" });
  await slider().fill("700");
  await expect.element(queue).toHaveTextContent(/8 waiting, 9 dropped/);
  await slider().fill("100000");
  await expect.element(queue).toHaveTextContent(/10 dropped/);
  await expect.element(page.getByRole("button", { name: /upload-3 dropped/ }).first()).toBeInTheDocument();
  await page.getByRole("button", { name: "uploads", exact: true }).click();
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await inspector.getByRole("button", { name: /upload-3/ }).click();
  await expect.element(inspector).toHaveTextContent(/dropped: uploads was full, and it was the oldest/);
});
