import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { COURSE } from "../../scenarios/index.ts";
import { openLab, runIsOn } from "./open-lab.tsx";

const PATH = COURSE.chapters.flatMap(({ lessons }) => lessons).filter(({ onPath }) => onPath);

test("the first screen says what this is, and shows the path and then each chapter with its lessons", async () => {
  openLab("#/");
  await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent(/message queues/);
  const course = page.getByRole("navigation", { name: "The course" });
  await expect.element(course).toBeInTheDocument();
  for (const { title, beside, lessons } of COURSE.chapters) {
    const links = course.getByRole("region", { name: title }).getByRole("link").elements();
    expect(links.map((link) => link.getAttribute("href"))).toEqual([
      ...(beside ? [`#/twin/${beside.id}`] : []),
      ...lessons.map(({ scenario }) => `#/lab/${scenario.id}`),
    ]);
  }
  const steps = page.getByRole("region", { name: "The core path" }).getByRole("listitem");
  // And the decision guide at its end.
  expect(steps.elements()).toHaveLength(PATH.length + 1);
  await expect
    .element(page.getByRole("link", { name: /^Start here/ }))
    .toHaveAttribute("href", `#/lab/${PATH[0]?.scenario.id}`);
});

test("the map knows what is done, and goes on where one was", async () => {
  const [first, second] = PATH.map(({ scenario }) => scenario);
  const lessons = { [first?.id ?? ""]: { done: true } };
  localStorage.setItem("ackademy-progress", JSON.stringify({ format: 1, lessons, last: second?.id, expert: false }));
  openLab("#/");
  const path = page.getByRole("region", { name: "The core path" });
  await expect.element(path).toHaveTextContent(`1 of ${PATH.length} done`);
  await expect.element(path.getByRole("link", { name: `Step 1: ${first?.title}, done` })).toBeInTheDocument();
  await expect
    .element(path.getByRole("link", { name: `Next on the path: ${second?.title}` }))
    .toHaveAttribute("href", `#/lab/${second?.id}`);
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

test("a lesson's card opens its lab", async () => {
  openLab("#/");
  await page.getByRole("link", { name: /min · .*Idempotency key: a job is done twice/ }).click();
  await expect
    .element(page.getByRole("heading", { level: 1 }))
    .toHaveTextContent("Idempotency key: a job is done twice");
  await runIsOn();
});

test("an address that names no scenario leads to the first screen and says so", async () => {
  openLab("#/lab/no-such-thing");
  await expect.element(page.getByRole("navigation", { name: "The course" })).toBeInTheDocument();
  await expect.element(page.getByRole("status", { name: "Notices" })).toHaveTextContent(/no-such-thing/);
});
