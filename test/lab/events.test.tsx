import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { currentRow, openScenario, rows, sentences, slider } from "./open-lab.tsx";

/** The event table draws the rows that are in sight, announces all of them, and keeps the current one in sight. */
const table = () => page.getByRole("table", { name: /Everything that happened/ });
const announced = () => Number(table().element().getAttribute("aria-rowcount")) - 1;

test("a long run: few rows are drawn, all are counted, and the playhead's row is in sight", async () => {
  await openScenario("competing-consumers");
  await page.getByRole("button", { name: /Skip/ }).click();
  await slider().fill("100000");
  await expect.poll(() => currentRow()?.dataset["seq"]).toBe(String(announced()));
  expect(announced()).toBeGreaterThan(80);
  expect(rows().length).toBeLessThan(announced() / 2);
  expect(currentRow()?.ariaRowIndex).toBe(String(announced() + 1));
  expect((await sentences()).length).toBe(announced());
  const box = page.getByRole("region", { name: "Events" }).element().getBoundingClientRect();
  await expect.poll(() => currentRow()?.getBoundingClientRect().bottom).toBeLessThanOrEqual(box.bottom);
  expect(currentRow()?.getBoundingClientRect().top).toBeGreaterThanOrEqual(box.top);
});

test("the keyboard: the current row's buttons are tab stops, and the arrows take the focus along", async () => {
  await openScenario("competing-consumers");
  await page.getByRole("button", { name: /Skip/ }).click();
  await slider().fill("100000");
  await expect.poll(() => currentRow()?.dataset["seq"]).toBe(String(announced()));
  currentRow()?.querySelector("button")?.focus();
  await userEvent.keyboard("{ArrowUp}");
  const before = Number(currentRow()?.dataset["seq"]);
  expect(before).toBeLessThan(announced());
  expect(currentRow()?.contains(document.activeElement)).toBe(true);
  // Before the first event there is no current row: the focus stays in the table.
  await userEvent.keyboard("{Home}");
  await expect.poll(currentRow).toBeNull();
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Events");
  await userEvent.keyboard("{ArrowRight}");
  await expect.poll(currentRow).not.toBeNull();
  currentRow()?.querySelector("button")?.focus();
  // So far that no row that was drawn before is drawn still.
  await userEvent.keyboard("{End}");
  await expect.poll(() => currentRow()?.dataset["seq"]).toBe(String(announced()));
  expect(currentRow()?.contains(document.activeElement)).toBe(true);
  expect(rows().filter((row) => [...row.querySelectorAll("button")].some(({ tabIndex }) => tabIndex === 0))).toEqual([
    currentRow(),
  ]);
});

test("scrolling by hand shows other rows, and leaves the playhead where it is", async () => {
  await openScenario("competing-consumers");
  await page.getByRole("button", { name: /Skip/ }).click();
  await slider().fill("100000");
  await expect.poll(() => currentRow()?.dataset["seq"]).toBe(String(announced()));
  page.getByRole("region", { name: "Events" }).element().scrollTop = 0;
  await expect.poll(() => rows()[0]?.dataset["seq"]).toBe("1");
  expect(currentRow()).toBeNull();
  await expect.element(slider()).toHaveValue(slider().element().getAttribute("max") ?? "");
});

const search = () => page.getByRole("searchbox", { name: "Search the events" });
const hits = () => page.getByRole("status", { name: "Hits" });

test("search by keyboard: / goes there, Enter to the next hit, Escape clears", async () => {
  await openScenario("crash-redelivery");
  await page.getByRole("button", { name: /Skip/ }).click();
  await page.getByRole("tab", { name: "Events" }).click();
  const all = announced();
  await userEvent.keyboard("/");
  expect(document.activeElement).toBe(search().element());
  await userEvent.keyboard("received order-3");
  await expect.element(hits()).toHaveTextContent(`2 of ${all} events`);
  expect(announced()).toBe(2);
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => currentRow()?.cells[2]?.textContent).toMatch(/received order-3 \(delivery 1\)/);
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => currentRow()?.cells[2]?.textContent).toMatch(/received order-3 \(delivery 2\)/);
  // Around the end, and back.
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => currentRow()?.ariaRowIndex).toBe("2");
  await userEvent.keyboard("{Shift>}{Enter}{/Shift}");
  await expect.poll(() => currentRow()?.ariaRowIndex).toBe("3");
  // The arrows in the table go from hit to hit.
  currentRow()?.querySelector("button")?.focus();
  await userEvent.keyboard("{ArrowUp}");
  await expect.poll(() => currentRow()?.ariaRowIndex).toBe("2");
  expect(currentRow()?.contains(document.activeElement)).toBe(true);
  search().element().focus();
  await userEvent.keyboard("{Escape}");
  await expect.element(hits()).toHaveTextContent(`${all} events`);
});

test("filters: who, type, tone and message; before the prediction they offer only what has come up", async () => {
  await openScenario("crash-redelivery");
  await page.getByRole("tab", { name: "Events" }).click();
  await slider().fill("1000");
  await page.getByRole("button", { name: "Filters" }).click();
  const type = page.getByRole("combobox", { name: "Type" });
  await expect.poll(() => type.element().textContent).toContain("job-delivered");
  expect(type.element().textContent).not.toContain("actor-crashed");
  await page.getByRole("button", { name: /Skip/ }).click();
  await type.selectOptions("actor-crashed");
  await expect.poll(announced).toBe(1);
  await type.selectOptions("all");
  await page.getByRole("combobox", { name: "Who" }).selectOptions("worker-2");
  await page.getByRole("combobox", { name: "Message" }).fill("order-3");
  await expect.poll(async () => (await sentences()).every((text) => /order-3/.test(text))).toBe(true);
  expect(announced()).toBeGreaterThan(2);
  await page.getByRole("combobox", { name: "Tone" }).selectOptions("failure");
  await expect.poll(announced).toBe(0);
  await page.getByRole("button", { name: "Clear" }).click();
  await expect.poll(announced).toBeGreaterThan(20);
});
