import { expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { openLab, openScenario, runIsOn } from "./open-lab.tsx";

const inTab = page.getByRole("radio", { name: "In-tab broker" });
const realServer = page.getByRole("radio", { name: "Real nats-server" });

async function chooseRealServer(): Promise<void> {
  await page.getByText("Real nats-server").click();
  await expect.element(page.getByLabelText("Runs to look at again")).toHaveTextContent(/on the real nats-server/);
}

test("the real server in this tab: chosen, fetched and run, with the same verdict; and the run before is kept", async () => {
  await openScenario("crash-redelivery");
  await expect.element(inTab).toBeChecked();
  await page.getByRole("button", { name: /Skip/ }).click();
  await page.getByRole("tab", { name: "Verdict" }).click();
  const verdict = page.getByRole("tabpanel");
  const told = verdict.element().textContent;
  await chooseRealServer();
  await expect.element(realServer).toBeChecked();
  expect(verdict.element().textContent).toBe(told);
  await page.getByLabelText("Runs to look at again").selectOptions("as written");
  await expect.element(inTab).toBeChecked();
});

test("a link to a run on the real server leads there", async () => {
  const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  await openScenario("crash-redelivery");
  await chooseRealServer();
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect.element(page.getByRole("button", { name: "Link copied" })).toBeInTheDocument();
  const address = copied.mock.calls[0]?.[0] ?? "";
  copied.mockRestore();
  openLab(new URL(address).hash);
  await runIsOn();
  await expect.element(realServer).toBeChecked();
});
