import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { openScenario, slider } from "./open-lab.tsx";

const queue = () => page.getByRole("region", { name: "Queue orders" });

test("a server that is down: its queue says so, what is on disk stays in it, and everybody is without a connection", async () => {
  await openScenario("broker-restart");
  await page.getByRole("button", { name: /Skip/ }).click();
  await slider().fill("1400");
  await expect.element(queue()).toHaveTextContent(/oldest/);
  await slider().fill("1720");
  await expect.element(queue()).toHaveTextContent(/server down.*4 jobs.*on its disk/);
  await expect.element(page.getByRole("region", { name: "Producer shop" })).toHaveTextContent(/no connection/);
  await expect.element(page.getByRole("region", { name: "Worker worker-1" })).toHaveTextContent(/no connection/);
  await slider().fill("4000");
  await expect.element(queue()).toHaveTextContent(/oldest/);
  await expect.element(page.getByRole("region", { name: "Worker worker-1" })).toHaveTextContent(/working/);
});

test("the one knob to change next: in memory the queue is empty as soon as its server is dead", async () => {
  await openScenario("broker-restart");
  await page.getByRole("button", { name: /Skip/ }).click();
  await page.getByRole("button", { name: "Make this change" }).click();
  await expect.element(page.getByText(/orders were confirmed and then lost/)).toHaveTextContent(/4 orders/);
  await slider().fill("1720");
  await expect.element(queue()).toHaveTextContent(/server down.*0 jobs.*it was in memory only/);
});

test("three servers: the leader is marked, nobody leads for a while, and then another one does", async () => {
  await openScenario("leader-dies");
  await page.getByRole("button", { name: /Skip/ }).click();
  const servers = page.getByRole("list", { name: "Servers" });
  await slider().fill("1000");
  await expect.element(servers).toHaveTextContent(/nats-1, leader/);
  await slider().fill("3400");
  await expect.element(queue()).toHaveTextContent(/no leader/);
  await expect.element(servers).toHaveTextContent(/nats-1, dead, with a copy on its disk/);
  await expect.element(servers).not.toHaveTextContent(/leader/);
  await slider().fill("9500");
  await expect.element(servers).toHaveTextContent(/nats-2, leader/);
});
