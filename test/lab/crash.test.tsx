import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { now, openLife, openScenario, sentences } from "./open-lab.tsx";

/** Goes on, event by event, until a worker has a job in its hands, and says which. */
async function untilWorking(worker: string): Promise<string> {
  const region = page.getByRole("region", { name: `Worker ${worker}` });
  await expect
    .poll(async () => {
      await page.getByRole("button", { name: "Next event" }).click();
      return region.element().textContent;
    })
    .toMatch(/running/);
  return /order-\d+/.exec(region.element().textContent ?? "")?.[0] ?? "";
}

test("a worker that one kills holds its job until the visibility timeout; then another gets it, and the table tells", async () => {
  await openScenario("crash-redelivery");
  await page.getByRole("button", { name: /Skip/ }).click();
  const job = await untilWorking("worker-2");
  const at = now();
  const before = await sentences();
  const told = before.length;

  await page.getByRole("button", { name: "Crash now: worker-2" }).click();

  const worker = page.getByRole("region", { name: "Worker worker-2" });
  await expect.element(worker).toHaveTextContent(/crashed/);
  await expect.element(worker).toHaveTextContent(/held until/);
  await expect.poll(sentences).toContain("✕you crashed worker-2");
  // What lay before the crash is the same, word for word.
  const all = await sentences();
  const crash = all.indexOf("✕you crashed worker-2");
  expect(all.slice(0, crash)).toEqual(before.slice(0, crash));
  expect(told).toBeGreaterThan(crash);
  // The consequence: the job comes back as its second delivery, and is done.
  const after = all.slice(crash);
  expect(after.some((text) => text.includes(`received ${job} (delivery 2)`))).toBe(true);
  expect(after.some((text) => text.includes(`deleted ${job} and confirmed it`))).toBe(true);
  // The run stands where it stood.
  await expect.poll(now).toBeGreaterThanOrEqual(at);
  expect(now()).toBeLessThan(at + 1000);
});

test("a message's whole life tells the crash and the return", async () => {
  await openScenario("crash-redelivery");
  await page.getByRole("button", { name: /Skip/ }).click();
  await openLife("order-3");
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect.element(inspector).toHaveTextContent(/The life of order-3/);
  await expect.element(inspector).toHaveTextContent(/crashed while it worked on it/);
  await expect.element(inspector).toHaveTextContent(/came back/);
  await inspector.getByRole("button", { name: "Close" }).click();
  await expect.element(inspector).not.toBeInTheDocument();
});

test("a crash can be undone", async () => {
  await openScenario("crash-redelivery");
  await page.getByRole("button", { name: /Skip/ }).click();
  const before = await sentences();
  await untilWorking("worker-2");
  await page.getByRole("button", { name: "Crash now: worker-2" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(sentences).toEqual(before);
});
