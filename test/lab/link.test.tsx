import { expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { ENGINE_VERSION } from "../../engine/version.ts";
import { encodeLink } from "../../lab/src/session/link.ts";
import { now, openLab, openScenario, runIsOn, sentences, slider } from "./open-lab.tsx";

test("a link opens the same run at the same moment, with what was done to it", async () => {
  const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  await openScenario("crash-redelivery");
  await page.getByRole("button", { name: /Skip/ }).click();
  await slider().fill("2500");
  await page.getByRole("button", { name: "Crash now: worker-2" }).click();
  await expect.poll(sentences).toContain("✕you crashed worker-2");
  const told = await sentences();
  const at = now();
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect.element(page.getByRole("button", { name: "Link copied" })).toBeInTheDocument();
  const address = copied.mock.calls[0]?.[0] ?? "";
  copied.mockRestore();

  openLab(new URL(address).hash);
  await runIsOn();
  await expect.poll(now).toBe(at);
  await page.getByRole("button", { name: /Skip/ }).click();
  await expect.poll(sentences).toEqual(told);
});

test("where the clipboard is closed, the link stands in a field", async () => {
  const closed = vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("not allowed"));
  await openScenario("life-of-a-message");
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect.element(page.getByLabelText("Link to this run")).toHaveValue(expect.stringContaining("#/run/"));
  closed.mockRestore();
});

test("a broken link leads to the first screen and says what is wrong", async () => {
  openLab("#/run/this-is-no-link");
  await expect.element(page.getByRole("navigation", { name: "The course" })).toBeInTheDocument();
  await expect.element(page.getByRole("status", { name: "Notices" })).toHaveTextContent(/link/);
});

test("a link opened in a new tab never lands on the first screen", async () => {
  const address = await linkText();
  for (let i = 0; i < 6; i++) {
    openLab(`#/run/${address}`);
    await runIsOn();
    await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent("a worker crashes");
  }
});

/** Of the scenario as written. */
function linkText(): Promise<string> {
  const setup = { variant: "default", knobs: {}, seed: 7, interventions: [], broker: "sim", atMs: 0 } as const;
  return encodeLink({ scenario: "crash-redelivery", setup, engine: ENGINE_VERSION });
}
