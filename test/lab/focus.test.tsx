import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { commitTo, openLab, openScenario, runIsOn } from "./open-lab.tsx";

/** Who works with the keyboard or a screen reader keeps their place. */
const focused = () => document.activeElement;
const region = () => focused()?.closest("section")?.getAttribute("aria-label");

// First of all: a page that has just been opened begins at its beginning.
test.each(["#/", "#/lab/crash-redelivery", "#/twin/glue-happy"])(
  "%s: the first stop leads to the content",
  async (hash) => {
    openLab(hash);
    const link = page.getByRole("link", { name: "Skip to the content" });
    await expect.element(link).toBeInTheDocument();
    await userEvent.tab();
    await expect.element(link).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => focused()?.tagName).toBe("MAIN");
    expect(location.hash).toBe(hash);
  },
);

test("after the commitment the focus is at what comes next, and so on to the end", async () => {
  await openScenario("double-charge");
  await commitTo(/€60/);
  await expect.element(page.getByRole("button", { name: "Run to the decisive moment" })).toHaveFocus();
  await page.getByRole("button", { name: "Just tell me" }).click();
  await expect.poll(region).toBe("What happened");
  await commitTo(/€60, in four runs/);
  await expect.poll(() => focused()?.textContent).toMatch(/Pause|Play to the end|Continue/);
  await page.getByRole("button", { name: "Just tell me" }).click();
  await expect.poll(region).toBe("Change one thing");
});

test("who skips reads on at what happened", async () => {
  await openScenario("double-charge");
  await page.getByRole("button", { name: /Skip, show me everything/ }).click();
  await expect.poll(region).toBe("What happened");
});

test("the next chapter begins at its heading, and so does the first screen", async () => {
  await openScenario("double-charge");
  await page.getByRole("navigation", { name: "The course" }).getByRole("link").first().click();
  await runIsOn();
  await expect.poll(() => focused()?.tagName).toBe("H1");
  expect(focused()?.textContent).not.toBe("The customer pays twice");
  await page.getByRole("link", { name: "Ackademy" }).click();
  await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent(/message queues/);
  await expect.poll(() => focused()?.tagName).toBe("H1");
});

test("the canvas is no application, and its lines say nothing", async () => {
  await openScenario("crash-redelivery");
  await expect.element(page.getByRole("region", { name: "Worker worker-1" })).toBeInTheDocument();
  expect(page.getByRole("application").elements()).toEqual([]);
  expect(page.getByRole("img", { name: /Edge from/ }).elements()).toEqual([]);
  expect(document.querySelectorAll("[aria-roledescription]")).toHaveLength(0);
});
