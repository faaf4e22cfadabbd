import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import { expect, test } from "vitest";
import { troublesOf, useBuiltSite } from "./built-site.ts";

const site = useBuiltSite();

test.each([
  ["#/", "The course", "heading"],
  ["#/lab/crash-redelivery", "The system at this moment", "group"],
  ["#/twin/glue-coordinator-crash", "The system at this moment", "group"],
  ["#/workbench", "The system at this moment", "group"],
] as const)("below a sub-path, under the policy: %s", async (hash, name, role) => {
  const context = await site.newContext();
  const page = await context.newPage();
  const troubles = troublesOf(page);
  await page.goto(site.url() + hash);
  await page.getByRole(role, { name }).first().waitFor();
  if (hash === "#/workbench")
    await page
      .getByRole("textbox", { name: /scenario/i })
      .first()
      .waitFor();
  if (role === "group") await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  expect(troubles).toEqual([]);
  await context.close();
});

test("the policy lets no other program in, and pictures are made under it", async () => {
  const context = await site.newContext();
  const page = await context.newPage();
  await page.goto(`${site.url()}#/lab/crash-redelivery`);
  const troubles = troublesOf(page);
  await page.getByRole("button", { name: /Skip/ }).click();
  for (const format of ["SVG", "PNG"]) {
    await page.getByRole("button", { name: "Share" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: format }).click(),
    ]);
    const bytes = await readFile(await download.path());
    const text = bytes.toString();
    if (format === "PNG") expect(bytes.length).toBeGreaterThan(20_000);
    else expect([text.includes('url("data:font/woff2;base64,'), text.includes("--paper")]).toEqual([true, false]);
  }
  expect(troubles).toEqual([]);
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.wasLetIn = true";
    document.body.append(script);
  });
  expect(await page.evaluate(() => "wasLetIn" in globalThis)).toBe(false);
  expect(troubles.join()).toMatch(/Content Security Policy/);
  await context.close();
});

test("a lesson and a canvas in a frame of another page, without a header, each with a link to the lab", async () => {
  const frame = (hash: string) => `<iframe src="${site.url()}${hash}" width="900" height="600"></iframe>`;
  const other = createServer((_, response) => {
    response
      .writeHead(200, { "content-type": "text/html" })
      .end(
        `${frame("#/embed/crash-redelivery?at=2600&theme=dark")}${frame("#/embed/double-charge?view=stage&variant=without-key&at=1500")}`,
      );
  }).listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const context = await site.newContext();
  const page = await context.newPage();
  const troubles = troublesOf(page);
  // Another host: the browser treats its frames as those of a stranger.
  await page.goto(`http://localhost:${typeof address === "object" ? address?.port : 0}/`);
  const [lesson, canvas] = [page.frameLocator("iframe >> nth=0"), page.frameLocator("iframe >> nth=1")];
  for (const one of [lesson, canvas]) {
    await one.getByRole("button", { name: "Play", exact: true }).waitFor();
    expect(await one.getByRole("banner").count()).toBe(0);
  }
  await expect.poll(() => lesson.getByLabel("Current moment").textContent()).toContain("00:02.600");
  expect(await lesson.getByRole("heading", { level: 1 }).textContent()).toMatch(/^Visibility timeout/);
  expect(await lesson.locator("html").getAttribute("data-theme")).toBe("dark");
  expect(await lesson.getByRole("link", { name: "Open in Ackademy" }).getAttribute("href")).toBe(
    "#/lab/crash-redelivery",
  );
  expect(await canvas.getByText("Try this first").count()).toBe(0);
  await expect.poll(() => canvas.getByLabel("Current moment").textContent()).toContain("00:01.500");
  expect(troubles).toEqual([]);
  await context.close();
  other.close();
});
