import { afterEach, expect, test } from "vitest";
import { commands, page } from "vitest/browser";
import { openLab } from "./open-lab.tsx";

afterEach(() => commands.unblockRequests());

/** Parts of the lab that cannot be loaded: offline, or with a page older than what lies on the server. */
test("without its example the home screen still has its chapters", async () => {
  await commands.blockRequests("/app/example.tsx");
  openLab("#/");
  await expect.element(page.getByRole("alert")).toHaveTextContent(/could not be loaded/);
  await expect.element(page.getByRole("navigation", { name: "The course" })).toBeInTheDocument();
});

test("a screen that cannot be loaded says so and what to do, and the chapters can be reached", async () => {
  await commands.blockRequests("/app/lab-screen.tsx");
  openLab("#/lab/crash-redelivery");
  const card = page.getByRole("alert");
  await expect.element(card).toHaveTextContent(/A part of the lab could not be loaded\..*Reload the page/);
  await expect.element(card.getByRole("button", { name: "Reload the page" })).toBeInTheDocument();
  await card.getByRole("link", { name: "All chapters" }).click();
  await expect.element(page.getByRole("navigation", { name: "The course" })).toBeInTheDocument();
});

test("a link whose reader cannot be loaded leads home and says what to do", async () => {
  await commands.blockRequests("/session/decode-link.ts");
  openLab("#/twin/run/abc");
  await expect.element(page.getByRole("alert")).toHaveTextContent(/could not be loaded\..*Reload the page/);
});
