import axe from "axe-core";
import { afterEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { setTheme } from "../../lab/src/binding/theme.ts";
import { now, openLab, openScenario, runIsOn, slider } from "./open-lab.tsx";

afterEach(async () => {
  localStorage.removeItem("ackademy-last-place");
  await page.viewport(1280, 800);
});

const start = () => page.getByRole("link", { name: /^Start here/ });
const goOn = () => page.getByRole("link", { name: /^Continue where you were/ });
const field = () => page.getByRole("searchbox", { name: "Search lessons, scenarios and terms" });
const found = () => page.getByRole("list", { name: "Found" }).getByRole("link");

test("a first visitor starts with the first lesson", async () => {
  openLab("#/");
  await expect.element(start()).toHaveAttribute("href", "#/lab/start-here");
  expect(goOn().elements()).toEqual([]);
});

test("a lesson and its moment are kept; one goes on there, or forgets it", async () => {
  await openScenario("crash-redelivery");
  await slider().fill("2600");
  await expect.poll(() => localStorage.getItem("ackademy-last-place")).toContain('"atMs":2600');
  openLab("#/");
  await expect.element(goOn()).toHaveTextContent(/Visibility timeout: .*at 00:02\.6/);
  await goOn().click();
  await runIsOn();
  await expect.poll(now).toBe(2_600);
  openLab("#/");
  await page.getByRole("button", { name: "Forget it" }).click();
  await expect.element(goOn()).not.toBeInTheDocument();
  openLab("#/");
  await expect.element(start()).toBeInTheDocument();
  expect(goOn().elements()).toEqual([]);
});

test.each(["{", "7", '{"title":"x","atMs":1,"href":"javascript:alert(1)"}'])(
  "what someone else wrote into the storage is not offered: %s",
  async (text) => {
    localStorage.setItem("ackademy-last-place", text);
    openLab("#/");
    await expect.element(start()).toBeInTheDocument();
    expect(goOn().elements()).toEqual([]);
  },
);

test("search by keyboard: / goes to it, arrows go through what it found, Enter opens the first", async () => {
  openLab("#/");
  await expect.element(field()).toBeInTheDocument();
  await userEvent.keyboard("/");
  await expect.element(field()).toHaveFocus();
  await userEvent.keyboard("visibility timeout");
  await expect.element(found().first()).toHaveTextContent(/^lessonVisibility timeout/);
  await expect.element(page.getByText(/^\d found$/)).toBeInTheDocument();
  await userEvent.keyboard("{ArrowDown}");
  await expect.element(found().first()).toHaveFocus();
  await userEvent.keyboard("{ArrowDown}{ArrowUp}{ArrowUp}");
  await expect.element(field()).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  await runIsOn();
  expect(location.hash).toMatch(/^#\/lab\//);
});

test("terms are found too, and lead to the glossary", async () => {
  openLab("#/");
  await field().click();
  await field().fill("visibility timeout");
  const term = page.getByRole("list", { name: "Found" }).getByRole("link", { name: /^term visibility timeout/i });
  await expect.element(term).toHaveAttribute("href", expect.stringMatching(/^#\/glossary\//));
});

test("Esc empties the search; a slash that is typed into it stays a letter; nothing found is said", async () => {
  openLab("#/");
  await field().fill("glue/zzz");
  await userEvent.keyboard("/");
  await expect.element(field()).toHaveValue("glue/zzz/");
  await expect.element(page.getByText(/Nothing has “glue\/zzz\/” in it/)).toBeInTheDocument();
  await userEvent.keyboard("{Escape}");
  await expect.element(field()).toHaveValue("");
  expect(found().elements()).toEqual([]);
});

test("axe finds nothing in the search and the ways in, wide and on a phone, in light and in dark", async () => {
  localStorage.setItem("ackademy-last-place", JSON.stringify({ title: "A lesson", atMs: 2_600, href: "#/run/x" }));
  openLab("#/");
  await field().fill("queue");
  for (const width of [1280, 390]) {
    await page.viewport(width, 844);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    for (const theme of ["light", "dark"] as const) {
      setTheme(theme);
      const { violations } = await axe.run("section[aria-labelledby='what-this-is']", { resultTypes: ["violations"] });
      expect(
        violations.map(({ id }) => id),
        `${width} ${theme}`,
      ).toEqual([]);
    }
  }
});
