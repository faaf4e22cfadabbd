import { expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { openLab, openScenario, runIsOn } from "./open-lab.tsx";

const broker = page.getByLabelText("Broker");
const kept = page.getByLabelText("Earlier runs");

async function openOnRealServer(id: string): Promise<void> {
  await openScenario(id);
  await page.getByRole("button", { name: /Skip/ }).click();
  await page.getByRole("tab", { name: "Knobs" }).click();
  await expect.element(broker).toHaveValue("sim");
  await broker.selectOptions("wasm");
  await expect.element(kept).toHaveTextContent(/on the real nats-server/);
}

test("the real server in this tab: chosen, fetched and run, with the same verdict; and the run before is kept", async () => {
  await openOnRealServer("crash-redelivery");
  await page.getByRole("tab", { name: "Verdict" }).click();
  const verdict = () => page.getByRole("tabpanel").element().textContent;
  const onRealServer = verdict();
  await kept.selectOptions("as written");
  await expect.poll(verdict).toBe(onRealServer);
  expect(onRealServer).toMatch(/order-3 was delivered twice/);
  await page.getByRole("tab", { name: "Knobs" }).click();
  await expect.element(broker).toHaveValue("sim");
});

test("a link to a run on the real server leads there", async () => {
  const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  await openOnRealServer("crash-redelivery");
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect.element(page.getByRole("button", { name: "Link copied" })).toBeInTheDocument();
  const address = copied.mock.calls[0]?.[0] ?? "";
  copied.mockRestore();
  openLab(new URL(address).hash);
  await runIsOn();
  await page.getByRole("tab", { name: "Knobs" }).click();
  await expect.element(broker).toHaveValue("wasm");
});
