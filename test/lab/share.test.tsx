import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { commands, page, userEvent } from "vitest/browser";
import { setTheme } from "../../lab/src/binding/theme.ts";
import { spansIn } from "../support/exports/otlp.ts";
import { entriesIn, runSlices } from "../support/exports/perfetto.ts";
import { wrongLines } from "../support/mermaid-grammar.ts";
import { openLife, openScenario, runIsOn, slider } from "./open-lab.tsx";
import { dropFiles } from "./files.ts";

/** What the page handed to the browser to keep. */
let kept: File[] = [];
beforeEach(() => {
  kept = [];
  const make = URL.createObjectURL.bind(URL);
  vi.spyOn(URL, "createObjectURL").mockImplementation((file) => {
    if (file instanceof File) kept.push(file);
    return make(file);
  });
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
});
afterEach(async () => {
  vi.restoreAllMocks();
  await page.viewport(1280, 800);
});

const shareButton = () => page.getByRole("button", { name: "Share" });
const menu = () => page.getByRole("group", { name: "Share this run" });
const inMenu = (name: string) => menu().getByRole("button", { name, exact: true });

async function saved(name: string): Promise<File> {
  const before = kept.length;
  if (menu().elements().length === 0) await shareButton().click();
  await inMenu(name).click();
  await expect.poll(() => kept.length).toBe(before + 1);
  const file = kept.at(-1);
  if (!file) throw new Error("nothing was saved");
  return file;
}

async function openAt(id: string, atMs: number): Promise<void> {
  await openScenario(id);
  await page.getByRole("button", { name: /Skip/ }).click();
  await slider().fill(String(atMs));
}

describe("files for other tools", () => {
  test("the run on screen, for each tool, named after the run", async () => {
    await openAt("crash-redelivery", 2_600);
    const diagram = await saved("Mermaid");
    expect(diagram.name).toBe("crash-redelivery-default-seed-7.mmd");
    expect(wrongLines((await diagram.text()).replace(/^%%.*\n/, ""))).toEqual([]);
    const perfetto = await saved("Perfetto");
    expect(perfetto.name).toBe("crash-redelivery-default-seed-7.perfetto.json");
    expect(runSlices(entriesIn(await perfetto.text()))).toHaveLength(6);
    const otlp = await saved("OpenTelemetry");
    expect(spansIn(await otlp.text())).toHaveLength(11);
  });

  test("only the selected job, if one asks for it", async () => {
    await openAt("crash-redelivery", 2_600);
    await openLife("order-3");
    await shareButton().click();
    await menu().getByRole("checkbox", { name: "Only order-3" }).click();
    const perfetto = await saved("Perfetto");
    expect(perfetto.name).toBe("crash-redelivery-default-seed-7-order-3.perfetto.json");
    expect(runSlices(entriesIn(await perfetto.text())).map(({ name }) => name)).toEqual(["order-3", "order-3"]);
  });

  test("before the prediction a file ends at this moment; at the start there is nothing to write", async () => {
    await openScenario("crash-redelivery");
    await shareButton().click();
    await expect.element(menu()).toHaveTextContent(/Up to this moment/);
    await inMenu("Perfetto").click();
    await expect.element(menu().getByRole("alert")).toHaveTextContent(/nothing has happened yet/);
    await userEvent.keyboard("{Escape}");
    await slider().fill("1600");
    expect(runSlices(entriesIn(await (await saved("Perfetto")).text()))).toHaveLength(2);
  });

  test("a run that was recorded on a real nats-server too", async () => {
    await openScenario("crash-redelivery");
    const recorded = await commands.traceInNode(["crash-redelivery", "--broker", "nats"]);
    dropFiles(new File([recorded], "recorded.jsonl"));
    await expect.element(page.getByText("Recorded run", { exact: true })).toBeInTheDocument();
    await runIsOn();
    expect(spansIn(await (await saved("OpenTelemetry")).text())).toHaveLength(11);
    expect(runSlices(entriesIn(await (await saved("Perfetto")).text()))).toHaveLength(6);
  });
});

describe("pictures of this moment", () => {
  test.each(["light", "dark"] as const)(
    "as SVG, in %s: words, font, colours and messages in transit",
    async (theme) => {
      setTheme(theme);
      await openAt("crash-redelivery", 2_600);
      const file = await saved("SVG");
      expect(file.name).toBe("crash-redelivery-default-seed-7-at-2.6-s.svg");
      const text = await file.text();
      const svg = new DOMParser().parseFromString(text, "image/svg+xml");
      expect(svg.documentElement.localName).toBe("svg");
      expect(svg.documentElement.textContent).toContain("held until");
      expect(text).toMatch(/url\(&?"?(quot;)?data:font\/woff2;base64,/);
      expect(text).toContain("data:image/png;base64,");
      expect(svg.querySelector(".react-flow__controls")).toBeNull();
      expect(await colourAtCorner(file)).toBe(theme === "light" ? "255,255,255" : "21,31,53");
    },
  );

  test("as PNG, at twice the size of the page", async () => {
    await openAt("crash-redelivery", 2_600);
    const file = await saved("PNG");
    const { width, height } = await createImageBitmap(file);
    const stage = page.getByRole("group", { name: "The system at this moment" }).element().getBoundingClientRect();
    expect([width, height]).toEqual([Math.round(stage.width) * 2, Math.round(stage.height) * 2]);
  });
});

test("by keyboard: open, choose, and back to the button", async () => {
  await openAt("crash-redelivery", 2_600);
  (shareButton().element() as HTMLElement).focus();
  await userEvent.keyboard("{Enter}");
  await expect.element(inMenu("SVG")).toBeVisible();
  await userEvent.keyboard("{Tab}");
  await expect.element(inMenu("SVG")).toHaveFocus();
  await userEvent.keyboard("{Escape}");
  await expect.element(shareButton()).toHaveFocus();
  expect(shareButton().element().getAttribute("aria-expanded")).toBe("false");
});

test("axe finds nothing in the open menu, wide and on a phone, in light and in dark; it fits the window", async () => {
  await openAt("crash-redelivery", 2_600);
  for (const width of [1280, 390]) {
    await page.viewport(width, 800);
    await shareButton().click();
    await expect.element(inMenu("SVG")).toBeVisible();
    const { left, right } = menu().element().getBoundingClientRect();
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(width);
    for (const theme of ["light", "dark"] as const) {
      setTheme(theme);
      const { violations } = await axe.run(menu().element(), { resultTypes: ["violations"] });
      expect(
        violations.map(({ id }) => id),
        `${width} ${theme}`,
      ).toEqual([]);
    }
    await userEvent.keyboard("{Escape}");
  }
});

/** The colour at the upper left of a picture, as a browser shows it. */
async function colourAtCorner(file: File): Promise<string> {
  const image = new Image();
  const bytes = new Uint8Array(await file.arrayBuffer());
  image.src = `data:image/svg+xml;base64,${btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  context?.drawImage(image, 0, 0);
  return [...(context?.getImageData(3, 3, 1, 1).data ?? [])].slice(0, 3).join(",");
}
