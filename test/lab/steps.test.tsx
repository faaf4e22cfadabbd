import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { COURSE } from "../../scenarios/index.ts";
import { commitTo, openLab, openScenario, slider } from "./open-lab.tsx";

/** A lesson of the core path, from its first step to its last, and what the lab remembers of it. */

const steps = () => page.getByRole("list", { name: "Steps of this lesson" });
const now = () => steps().element().querySelector('[aria-current="step"]')?.textContent;
const challenge = () => page.getByRole("region", { name: "Challenge" });
const tellMe = () => page.getByRole("button", { name: "Just tell me" }).click();

async function turnTimeout(ms: string): Promise<void> {
  await page.getByRole("tab", { name: "Knobs" }).click();
  await page.getByRole("textbox", { name: "Visibility timeout" }).fill(ms);
  await userEvent.keyboard("{Enter}");
}

test("a lesson leads from the prediction to what to remember, with one thing to do at each step", async () => {
  await openScenario("crash-redelivery");
  expect(now()).toBe("Predict");
  await page.getByRole("radio", { name: /It is lost/ }).click();
  await page.getByRole("radio", { name: "Certain" }).click();
  await page.getByRole("button", { name: "Commit to this" }).click();
  await expect.poll(now).toBe("Run it");
  await tellMe();
  await expect.poll(now).toBe("Change one thing");
  await expect.element(page.getByText("How sure you were: Certain.")).toBeInTheDocument();

  await commitTo(/Once: the queue has deleted it/);
  await expect.element(page.getByRole("region", { name: "The changed run" })).toBeInTheDocument();
  await tellMe();
  await expect.element(page.getByRole("region", { name: "Change one thing" })).toHaveTextContent(/You predicted it/);

  await expect.poll(now).toBe("Challenge");
  await page.getByRole("button", { name: "Take the challenge" }).click();
  await expect.element(challenge()).toHaveTextContent(/Not yet/);
  await turnTimeout("500");
  await expect.element(challenge()).toHaveTextContent(/Yes: .*Not yet: .*although nobody crashed/);
  await page.getByRole("button", { name: "Show hint 1 of 2" }).click();
  await expect.element(challenge()).toHaveTextContent(/Hint 1\. The visibility timeout begins/);
  await turnTimeout("1500");
  await expect.element(challenge()).toHaveTextContent(/This run passes/);

  await expect.element(page.getByRole("region", { name: "Remember" })).toHaveTextContent(/A crash costs time/);
  await expect
    .element(page.getByRole("link", { name: /^Next lesson: Idempotency key/ }))
    .toHaveAttribute("href", "#/lab/double-charge");
});

test("the solution comes last, and can be set up; a skipped challenge is no passed one", async () => {
  await openScenario("poison-dlq");
  await page.getByRole("button", { name: /Skip, show/ }).click();
  await slider().fill("999999");
  await page.getByRole("button", { name: "Skip this step" }).click();
  for (const name of [
    "Take the challenge",
    "Show hint 1 of 2",
    "Show hint 2 of 2",
    "Show the solution",
    "Set up the solution",
  ])
    await page.getByRole("button", { name }).click();
  await expect.element(challenge()).toHaveTextContent(/This run passes/);
  await page.getByRole("link", { name: "Ackademy" }).click();
  await page.getByRole("link", { name: "Your progress" }).click();
  await expect.element(page.getByRole("row", { name: /Dead-letter queue/ })).toHaveTextContent(/skipped.*yes/);
});

test("progress survives the visit: predictions with their confidence, calibration, export and reset", async () => {
  await openScenario("crash-redelivery");
  await page.getByRole("radio", { name: /It is lost/ }).click();
  await page.getByRole("radio", { name: "Certain" }).click();
  await page.getByRole("button", { name: "Commit to this" }).click();
  await tellMe();
  await expect.element(page.getByRole("region", { name: "What happened" })).toBeInTheDocument();

  openLab("#/progress");
  await expect.element(page.getByRole("row", { name: /^Certain/ })).toHaveTextContent("Certain100 %");
  await expect.element(page.getByRole("row", { name: /Visibility timeout/ })).toHaveTextContent(/wrong \(certain\)/);
  await page.getByRole("button", { name: "Reset progress and settings" }).click();
  await page.getByRole("button", { name: "Yes, delete it all" }).click();
  await expect.element(page.getByText("Progress and settings are gone.")).toBeInTheDocument();
  expect(localStorage.getItem("ackademy-progress")).toBeNull();
});

test("an import that is no export says what is wrong, and changes nothing", async () => {
  openLab("#/progress");
  await expect.element(page.getByRole("button", { name: "Import" })).toBeInTheDocument();
  const input = document.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) throw new Error("no field for a file");
  await userEvent.upload(input, new File(['{"format":2}'], "other.json", { type: "application/json" }));
  await expect
    .element(page.getByRole("status", { name: "Notices" }))
    .toHaveTextContent(/other\.json cannot be imported: format: found 2, expected 1/);
});

test("an expert sees everything at once", async () => {
  await openScenario("fan-out");
  await page.getByRole("checkbox", { name: "Expert: no steps" }).click();
  await expect.element(page.getByRole("region", { name: "What happened" })).toBeInTheDocument();
  await expect.element(challenge()).toBeInTheDocument();
  await expect.element(page.getByRole("region", { name: "Remember" })).toBeInTheDocument();
  expect(page.getByRole("list", { name: "Steps of this lesson" }).elements()).toEqual([]);
});

test("the core path ends at the decision guide", async () => {
  const last = COURSE.chapters.flatMap(({ lessons }) => lessons).findLast(({ onPath }) => onPath);
  await openScenario(last?.scenario.id ?? "");
  await page.getByRole("navigation", { name: "The course" }).getByRole("link", { name: COURSE.end.title }).click();
  await expect.poll(() => location.hash).toBe(COURSE.end.href);
  await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent(/a queue, a log or an orchestrator/);
});
