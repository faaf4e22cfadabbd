import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { openScenario, sentences, slider } from "./open-lab.tsx";

const web = () => page.getByRole("region", { name: "Requester web" });
const inspector = () => page.getByRole("complementary", { name: "Inspector" });

test("who asks shows what it waits for, in the picture and close up", async () => {
  await openScenario("correlation-id");
  await page.getByRole("button", { name: /Skip/ }).click();
  await slider().fill("1900");
  await expect.element(web()).toHaveTextContent(/asked 7 of 10/);
  await expect.element(web()).toHaveTextContent(/waiting for 6/);
  await page.getByRole("button", { name: "web", exact: true }).click();
  await expect.element(inspector()).toHaveTextContent(/Open requests/);
  await expect.element(inspector()).toHaveTextContent(/quote-4answered at/);
  await inspector().getByRole("button", { name: "quote-4", exact: true }).click();
  await expect.element(inspector()).toHaveTextContent(/web received the answer/);
});

test("who asks can be crashed by hand: what it waited for is forgotten, and the answers are orphans", async () => {
  await openScenario("correlation-id");
  await page.getByRole("button", { name: /Skip/ }).click();
  await slider().fill("2200");
  await page.getByRole("button", { name: "Crash now: web" }).click();
  await expect.element(web()).toHaveTextContent(/crashed/);
  await expect.element(web()).toHaveTextContent(/forgot 7/);
  await expect.poll(async () => (await sentences()).join("\n")).toMatch(/a reply to a request that it never sent/);
  await page.getByRole("button", { name: "web", exact: true }).click();
  await expect.element(inspector()).toHaveTextContent(/the table was in memory and is lost/);
});
