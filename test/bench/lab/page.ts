import { chromium, type Browser, type CDPSession, type Page } from "playwright";
import { ensureChromium } from "../../setup/chromium.ts";
import type { Site } from "./site.ts";

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: ensureChromium(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
}

/** One page in a context of its own (so nothing is cached), with a stopwatch on its main thread. */
export class Lab {
  readonly page: Page;
  private readonly protocol: CDPSession;
  private readonly site: Site;
  readonly scripts: string[] = [];

  private constructor(page: Page, protocol: CDPSession, site: Site) {
    this.page = page;
    this.protocol = protocol;
    this.site = site;
    page.on("response", (response) => {
      const { pathname } = new URL(response.url());
      if (pathname.endsWith(".js")) this.scripts.push(pathname.slice(1));
    });
  }

  static async open(browser: Browser, site: Site): Promise<Lab> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      // Its downloads for later use would be measured too.
      serviceWorkers: "block",
    });
    // The compiler of this very file names functions by this helper, also those that are sent into the page.
    await context.addInitScript("globalThis.__name = (named) => named");
    const page = await context.newPage();
    page.setDefaultTimeout(300_000);
    const protocol = await context.newCDPSession(page);
    // The thread's own time: what else the machine does does not count.
    await protocol.send("Performance.enable", { timeDomain: "threadTicks" });
    return new Lab(page, protocol, site);
  }

  async goTo(hash: string): Promise<void> {
    await this.page.goto(`${this.site.url}${hash}`);
  }

  /** A run is on the screen and can be played. */
  async isReady(): Promise<void> {
    await this.page.waitForFunction(() => {
      const failed = document.querySelector('[role="alert"]')?.textContent;
      if (failed) throw new Error(failed);
      const play = document.querySelector('main[aria-busy="false"] button[aria-label="Play"]:not(:disabled)');
      return play !== null && document.querySelector(".react-flow__node") !== null;
    });
    await this.page.evaluate(
      () => new Promise((resolve) => void requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }

  /** Milliseconds that the page's main thread has worked while `action` went on. */
  async work(action: () => Promise<unknown>): Promise<number> {
    const before = await this.taskSeconds();
    await action();
    return 1000 * ((await this.taskSeconds()) - before);
  }

  async heapMegabytes(): Promise<number> {
    await this.protocol.send("HeapProfiler.collectGarbage");
    return (await this.metric("JSHeapUsedSize")) / 1e6;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  private taskSeconds = () => this.metric("TaskDuration");

  private async metric(name: string): Promise<number> {
    const { metrics } = await this.protocol.send("Performance.getMetrics");
    return metrics.find((one) => one.name === name)?.value ?? 0;
  }
}
