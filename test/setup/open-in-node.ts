import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserCommandContext } from "vitest/node";
import "@vitest/browser-playwright";
import { startCli } from "../support/cli.ts";

/**
 * For tests in the browser: starts `npm run -s scenario -- open FILE` on a file of this text, and follows the address that
 * it prints in a page of its own. Returns the page's main part as text once `says` stands in it.
 */
export async function openInNode(
  { context }: BrowserCommandContext,
  { name, text, says }: { readonly name: string; readonly text: string; readonly says: string },
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ackademy-open-test-"));
  const file = join(folder, name);
  await writeFile(file, text);
  const { child, ended } = startCli(["open", file]);
  const page = await context.newPage();
  try {
    await page.goto(await addressIn(child.stdout));
    const main = page.locator("main");
    await main.getByText(says).first().waitFor();
    return await main.innerText();
  } finally {
    await page.close();
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true });
  }
}

async function addressIn(output: NodeJS.ReadableStream | null): Promise<string> {
  let printed = "";
  for await (const part of output ?? []) {
    printed += String(part);
    const address = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(printed)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error(`the lab did not say where it is open: ${printed}`);
}

declare module "vitest/browser" {
  interface BrowserCommands {
    openInNode: (file: { readonly name: string; readonly text: string; readonly says: string }) => Promise<string>;
  }
}
