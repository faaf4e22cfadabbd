import type { BrowserContext, Route } from "playwright";
import type { BrowserCommandContext } from "vitest/node";
import "@vitest/browser-playwright";

type Blocked = (url: URL) => boolean;
/** Test files share a context: what one of them blocks must not outlive it. */
const blockedIn = new WeakMap<BrowserContext, Blocked[]>();
const abort = (route: Route) => route.abort("internetdisconnected");

/** For tests in the browser: from now on no answer comes to requests whose address contains `part`, as if offline. */
export async function blockRequests({ context }: BrowserCommandContext, part: string): Promise<void> {
  const blocked: Blocked = (url) => url.href.includes(part);
  blockedIn.set(context, [...(blockedIn.get(context) ?? []), blocked]);
  await context.route(blocked, abort);
}

/** Lets every request through again. */
export async function unblockRequests({ context }: BrowserCommandContext): Promise<void> {
  for (const blocked of blockedIn.get(context) ?? []) await context.unroute(blocked, abort);
  blockedIn.delete(context);
}

declare module "vitest/browser" {
  interface BrowserCommands {
    blockRequests: (part: string) => Promise<void>;
    unblockRequests: () => Promise<void>;
  }
}
