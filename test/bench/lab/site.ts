import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

export type Site = { readonly url: string; readonly folder: string; close(): void };

/** Builds the lab as `npm run build` does. @returns the folder */
export async function buildSite(): Promise<string> {
  await build({
    configFile: fileURLToPath(new URL("../../../lab/vite.config.ts", import.meta.url)),
    logLevel: "error",
  });
  return fileURLToPath(new URL("../../../dist", import.meta.url));
}

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};

/** Any static server will do. `below`: the path of the site, beginning and ending with a slash; elsewhere there is nothing. */
export function serveSite(folder: string, below = "/"): Promise<Site> {
  const server = createServer((request, response) => {
    const asked = normalize(new URL(request.url ?? "/", "http://site").pathname);
    const path = asked.startsWith(below) ? asked.slice(below.length - 1) : "nowhere";
    try {
      const body = readFileSync(join(folder, path === "/" ? "index.html" : path));
      response
        .writeHead(200, { "content-type": TYPES[extname(path === "/" ? ".html" : path)] ?? "text/html" })
        .end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      resolve({ url: `http://127.0.0.1:${port}${below}`, folder, close: () => void server.close() });
    });
  });
}

/** What a script weighs on its way, in bytes; `path` is below the site's root. */
export function gzipBytes({ folder }: Site, path: string): number {
  return gzipSync(readFileSync(join(folder, path))).length;
}

/** The scripts that the page itself names, and what they import at once: nothing is painted before these are there. */
export function entryScripts({ folder }: Site): string[] {
  const html = readFileSync(join(folder, "index.html"), "utf8");
  const found = new Set<string>();
  const visit = (path: string) => {
    if (found.has(path)) return;
    found.add(path);
    const text = readFileSync(join(folder, path), "utf8");
    for (const [, file] of text.matchAll(
      /(?:^|[;}\s])(?:import|export)\s*(?:[\w*${},\s]*?from)?\s*["']\.\/([\w.-]+\.js)["']/g,
    ))
      visit(join("assets", file ?? ""));
  };
  for (const [, path] of html.matchAll(/(?:src|href)="\.\/(assets\/[\w.-]+\.js)"/g)) visit(path ?? "");
  return [...found];
}
