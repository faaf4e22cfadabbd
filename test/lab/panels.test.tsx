import { StrictMode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, expect, test } from "vitest";
import { page } from "vitest/browser";
import { openSessions } from "../../lab/src/app/open-sessions.ts";
import { SessionProvider } from "../../lab/src/binding/session-context.tsx";
import { StageProvider } from "../../lab/src/binding/stage-provider.tsx";
import { Dock } from "../../lab/src/panels/dock.tsx";
import { PANELS } from "../../lab/src/panels/panels.tsx";
import type { Session } from "../../lab/src/session/types.ts";
import "../../lab/src/styles/base.css";

/** A panel that somebody has just added to the table, without a word on what it reveals. */
const NEW_PANEL = { id: "new", title: "New", Panel: () => <p>Two charges.</p> };

let root: Root | null = null;
afterEach(() => {
  root?.unmount();
  document.body.replaceChildren();
  // A prediction is remembered on this device.
  localStorage.clear();
});

async function openDock(scenario: string): Promise<Session> {
  const { session } = openSessions();
  await session.select(scenario);
  session.seek(session.playhead.snapshot().endMs);
  root?.unmount();
  const container = document.createElement("div");
  document.body.replaceChildren(container);
  root = createRoot(container);
  root.render(
    <StrictMode>
      <SessionProvider session={session}>
        <StageProvider>
          <Dock panels={[...PANELS, NEW_PANEL]} />
        </StageProvider>
      </SessionProvider>
    </StrictMode>,
  );
  await expect.element(page.getByRole("tab", { name: "Events" })).toBeVisible();
  return session;
}

async function textOf(tab: string): Promise<string> {
  await page.getByRole("tab", { name: tab, exact: true }).click();
  return page.getByRole("tabpanel").element().textContent ?? "";
}

test("a panel without a statement is hidden until the prediction", async () => {
  const session = await openDock("double-charge");
  expect(await textOf("New")).toBe("The new gives the answer away. Make your prediction to see it.");
  session.predict(session.getState().scenario?.lesson?.prediction.choices[0]?.id ?? "");
  await expect.element(page.getByText("Two charges.")).toBeVisible();
});

test("before the prediction the verdict is hidden, and no other panel shows what the run decides", async () => {
  const session = await openDock("double-charge");
  const { run, scenario } = session.getState();
  expect(await textOf("Verdict")).toContain("The verdict gives the answer away.");
  expect(await textOf("Ledger")).toContain("hidden");
  expect(await textOf("Knobs")).toContain(scenario?.knobs[0]?.title);
  expect(await textOf("Legend")).toContain("Marks on the time machine");
  expect(await textOf("Events")).toContain("What happened");
  session.seek(0);
  expect(await textOf("Events")).toContain("Later events are shown once you have made your prediction.");
  session.reveal();
  await page.getByRole("tab", { name: "Verdict" }).click();
  await expect.element(page.getByText(run?.outcome.report.sentence ?? "no run")).toBeVisible();
});

test("of a flow the orders come first, without the truth; other scenarios have no such tab", async () => {
  await openDock("glue-coordinator-crash");
  expect(page.getByRole("tab").elements()[0]?.textContent).toBe("Orders");
  expect(await textOf("Orders")).toContain("hidden until you predict");
  await openDock("double-charge");
  expect(
    page
      .getByRole("tab")
      .elements()
      .map((tab) => tab.textContent),
  ).not.toContain("Orders");
});
