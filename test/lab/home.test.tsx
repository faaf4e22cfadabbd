import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { openLab, runIsOn } from "./open-lab.tsx";

test("the first screen says what this is, and shows the chapters in their order, in parts", async () => {
  openLab("#/");
  await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent(/message queues/);
  const cards = page.getByRole("navigation", { name: "Chapters" }).getByRole("link");
  await expect.element(cards.first()).toBeInTheDocument();
  expect(cards.elements().map((card) => card.getAttribute("href"))).toEqual([
    "#/lab/life-of-a-message",
    "#/lab/competing-consumers",
    "#/lab/burst",
    "#/lab/decouple-slow-step",
    "#/lab/crash-redelivery",
    "#/lab/selective-ack",
    "#/lab/ackwait-too-short",
    "#/lab/zombie-late-ack",
    "#/lab/double-charge",
    "#/lab/dedup-window",
    "#/lab/retry-backoff",
    "#/lab/poison-dlq",
    "#/lab/dlq-black-hole",
    "#/lab/dlq-desk",
    "#/lab/broker-restart",
    "#/lab/leader-dies",
    "#/lab/push-pull",
    "#/lab/prefetch-hoarding",
    "#/lab/best-effort-order",
    "#/lab/fifo-groups",
    "#/lab/priority",
    "#/lab/delay-ttl",
    "#/lab/rate-limited",
    "#/lab/correlation-id",
    "#/lab/lost-reply",
    "#/lab/late-reply",
    "#/lab/stale-reply",
    "#/lab/requester-crash",
    "#/lab/work-outlives-caller",
    "#/lab/message-taxonomy",
    "#/lab/queue-vs-log",
    "#/lab/fan-out",
    "#/lab/partition-order",
    "#/twin/glue-coordinator-crash",
    "#/lab/glue-happy",
    "#/lab/glue-double-command",
    "#/lab/glue-out-of-order",
    "#/lab/glue-coordinator-crash",
    "#/lab/glue-lost-timer",
    "#/lab/glue-late-reply",
    "#/lab/glue-missing-compensation",
    "#/lab/glue-dual-write",
    "#/lab/glue-stuck-unseen",
    "#/lab/glue-retry-storm",
    "#/lab/naive-restore",
    "#/lab/flow-version-change",
    "#/lab/orchestrator-not-magic",
    "#/lab/one-step-job",
  ]);
  const part = page.getByRole("region", { name: "Getting a result back" });
  expect(part.getByRole("link").elements()).toHaveLength(6);
  await expect.element(part.getByRole("link").first()).toHaveTextContent("Chapter 24");
  const tools = page.getByRole("region", { name: "Queue, log, orchestrator: three tools" });
  expect(tools.getByRole("link").elements()).toHaveLength(4);
  await expect.element(tools.getByRole("link").first()).toHaveTextContent("Chapter 30");
});

test("its example can be touched at once: a worker that one crashes is dead at this moment", async () => {
  openLab("#/");
  await runIsOn();
  await expect
    .poll(async () => {
      await page.getByRole("button", { name: "Next event" }).click();
      return page.getByRole("button", { name: "Crash now: worker-2" }).elements().length;
    })
    .toBe(1);
  await page.getByRole("button", { name: "Crash now: worker-2" }).click();
  await expect.element(page.getByRole("region", { name: "Worker worker-2" })).toHaveTextContent(/crashed/);
});

test("a worker and its job open close up, beside the example", async () => {
  openLab("#/");
  await runIsOn();
  await page.getByRole("button", { name: "worker-1", exact: true }).click();
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect.element(inspector).toHaveTextContent(/worker-1.*Jobs done/);
  await inspector.getByRole("button", { name: "Close" }).click();
  await expect.element(inspector).not.toBeInTheDocument();
});

test("without motion it stands at a moment in which workers work; over its end it can be run again", async () => {
  openLab("#/");
  await runIsOn();
  await expect.element(page.getByRole("button", { name: /^Crash now/ }).first()).toBeInTheDocument();
  await page.getByRole("slider", { name: "Moment in the run" }).fill("999999");
  await expect.poll(() => page.getByRole("button", { name: /^Crash now/ }).elements()).toHaveLength(0);
  await page.getByRole("button", { name: "Run it again" }).click();
  await expect.element(page.getByRole("button", { name: /^Crash now/ }).first()).toBeInTheDocument();
});

test("a chapter's card opens its lab", async () => {
  openLab("#/");
  await page.getByRole("link", { name: /Idempotency key: a job is done twice/ }).click();
  await expect
    .element(page.getByRole("heading", { level: 1 }))
    .toHaveTextContent("Idempotency key: a job is done twice");
  await runIsOn();
});

test("an address that names no scenario leads to the first screen and says so", async () => {
  openLab("#/lab/no-such-thing");
  await expect.element(page.getByRole("navigation", { name: "Chapters" })).toBeInTheDocument();
  await expect.element(page.getByRole("status", { name: "Notices" })).toHaveTextContent(/no-such-thing/);
});
