import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { now, openScenario, sentences } from "./open-lab.tsx";

async function tabTo(name: RegExp): Promise<void> {
  await expect
    .poll(
      async () => {
        await userEvent.keyboard("{Tab}");
        return focusedName();
      },
      { timeout: 15_000, interval: 1 },
    )
    .toMatch(name);
}

function focusedName(): string {
  const focused = document.activeElement;
  const label = focused?.getAttribute("aria-label") ?? focused?.closest("label")?.textContent;
  return label ?? focused?.textContent ?? "";
}

test("a lesson can be taken without a pointer: predict, run, crash, follow", async () => {
  await openScenario("crash-redelivery");
  await tabTo(/It is lost together with its worker/);
  await userEvent.keyboard(" ");
  await tabTo(/A guess/);
  await userEvent.keyboard(" ");
  await tabTo(/Commit to this/);
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText("(your prediction)")).toBeInTheDocument();

  // The lab's keys work wherever the focus is.
  await userEvent.keyboard("{ArrowRight}{ArrowRight}{ArrowRight}");
  await expect.poll(now).toBeGreaterThan(0);
  const there = now();
  await userEvent.keyboard("{ArrowLeft}");
  await expect.poll(now).toBeLessThan(there);
  const here = now();
  await userEvent.keyboard("{Shift>}{ArrowRight}{/Shift}");
  await expect.poll(now).toBe(here + 100);

  await tabTo(/^Crash now: worker-2$/);
  await userEvent.keyboard("{Enter}");
  await expect.poll(sentences).toContain("✕you crashed worker-2");
});

test("K crashes the worker that has the focus; Home and End go to the run's ends; + and - change the speed", async () => {
  await openScenario("crash-redelivery");
  await page.getByRole("button", { name: /Skip/ }).click();
  await userEvent.keyboard("{End}");
  const end = now();
  await userEvent.keyboard("{Home}");
  await expect.poll(now).toBe(0);
  expect(end).toBeGreaterThan(0);
  await userEvent.keyboard("++-");
  await expect.element(page.getByLabelText("Speed")).toHaveValue("2");
  for (let i = 0; i < 6; i++) await userEvent.keyboard("{ArrowRight}");
  (page.getByRole("button", { name: "worker-1", exact: true }).element() as HTMLElement).focus();
  await userEvent.keyboard("k");
  await expect.poll(sentences).toContain("✕you crashed worker-1");
});

test("Space plays and pauses; ? shows the shortcuts and Escape closes them", async () => {
  await openScenario("life-of-a-message");
  (document.activeElement as HTMLElement | null)?.blur();
  await userEvent.keyboard(" ");
  await expect.element(page.getByRole("button", { name: "Pause" })).toBeInTheDocument();
  await userEvent.keyboard(" ");
  await expect.element(page.getByRole("button", { name: "Play", exact: true })).toBeInTheDocument();
  await userEvent.keyboard("?");
  await expect.element(page.getByRole("dialog", { name: "Keyboard" })).toBeInTheDocument();
  await userEvent.keyboard("{Escape}");
  await expect.element(page.getByRole("dialog", { name: "Keyboard" })).not.toBeInTheDocument();
});

test("what happened is told to a screen reader when the run stands still", async () => {
  await openScenario("crash-redelivery");
  for (let i = 0; i < 4; i++) await userEvent.keyboard("{ArrowRight}");
  const live = () => [...document.querySelectorAll('[aria-live="polite"]')].map((one) => one.textContent).join(" ");
  await expect.poll(live).toMatch(/order-1/);
});

test("the focus is always visible", async () => {
  await openScenario("double-charge");
  for (let i = 0; i < 24; i++) {
    await userEvent.keyboard("{Tab}");
    const focused = document.activeElement;
    if (!focused || focused === document.body) continue;
    const shown = [focused, focused.closest("label")].some(
      (one) => one !== null && getComputedStyle(one).outlineStyle !== "none",
    );
    expect(shown, `no outline on ${focused.outerHTML.slice(0, 120)}`).toBe(true);
  }
});
