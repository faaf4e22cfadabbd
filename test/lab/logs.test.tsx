import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { goTo, openScenario, slider } from "./open-lab.tsx";

const log = () => page.getByRole("region", { name: "Log order-events" });
const inspector = () => page.getByRole("complementary", { name: "Inspector" });

test("a log keeps what is read; each reader has a place in it, and who comes later has all ahead", async () => {
  await openScenario("queue-vs-log");
  await slider().fill("3000");
  await expect.element(log()).toHaveTextContent(/keeps 6 events/);
  await expect.element(log()).toHaveTextContent(/newcomernot started/);
  await expect.element(page.getByRole("region", { name: "Reader newcomer-1" })).toHaveTextContent(/not started/);
  await slider().fill("999999");
  await expect.element(log()).toHaveTextContent(/searchall read.*reportall read.*newcomerall read/);
  await expect.element(page.getByRole("region", { name: "Queue orders" })).toHaveTextContent(/0 jobs/);
});

test("the log, a reader and an event close up", async () => {
  await openScenario("queue-vs-log");
  await slider().fill("3600");
  await page.getByRole("button", { name: "order-events", exact: true }).click();
  await expect.element(inspector()).toHaveTextContent(/reporthas a lag of 2/);
  await expect.element(inspector()).toHaveTextContent(/newcomerhas no offset yet/);
  await inspector()
    .getByRole("button", { name: /placed-2/ })
    .click();
  await expect.element(inspector()).toHaveTextContent(/The life of placed-2/);
  await expect.element(inspector()).toHaveTextContent(/the offset of search moved past it; the event stays/);
  await page.getByRole("button", { name: "report-1", exact: true }).click();
  await expect.element(inspector()).toHaveTextContent(/past placed-4 \(offset 4\), next is placed-5/);
});

test("a reader that is crashed by hand goes on where it was, and nobody else notices", async () => {
  await openScenario("queue-vs-log");
  await page.getByRole("button", { name: /Skip/ }).click();
  await slider().fill("2500");
  await page.getByRole("button", { name: "Crash now: report-1" }).click();
  await expect.element(page.getByRole("region", { name: "Reader report-1" })).toHaveTextContent(/crashed/);
  await slider().fill("999999");
  await expect.element(log()).toHaveTextContent(/searchall read.*reportall read.*newcomerall read/);
  await page.getByRole("tab", { name: "Verdict" }).click();
  await expect.element(page.getByRole("tabpanel")).toHaveTextContent(/passed/);
});

test("a row for each partition, and the hot one is the last", async () => {
  await openScenario("partition-order");
  await page.getByRole("button", { name: /Skip/ }).click();
  await page.getByRole("group", { name: "Variant" }).getByText("One hot account").click();
  // In turn it would not go there: this is the other run.
  await goTo(/appended booking-20 to partition 3/);
  await slider().fill("4000");
  const bookings = page.getByRole("region", { name: "Log bookings" });
  await expect.element(bookings).toHaveTextContent(/partition 0.*all read.*partition 3.*lag \d/);
  await page.getByRole("tab", { name: "Ledger" }).click();
  await expect.element(page.getByRole("tabpanel")).toHaveTextContent(/events kept ?20/);
});
