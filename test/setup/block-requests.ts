import type { BrowserCommandContext } from "vitest/node";
import "@vitest/browser-playwright";

/** For tests in the browser: from now on no answer comes to requests whose address contains `part`, as if offline. */
export async function blockRequests({ context }: BrowserCommandContext, part: string): Promise<void> {
  await context.route(
    (url) => url.href.includes(part),
    (route) => route.abort("internetdisconnected"),
  );
}

declare module "vitest/browser" {
  interface BrowserCommands {
    blockRequests: (part: string) => Promise<void>;
  }
}
