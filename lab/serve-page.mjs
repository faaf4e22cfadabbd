// Serves the built page to this machine: files of one folder, and the one file that the lab is opened on.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".gz": "application/gzip",
  ".txt": "text/plain; charset=utf-8",
};
const MOST_PORTS = 65_535;

/**
 * Resolves when the page is served. Without `isStrict`, a port in use gives way to the next free one.
 * @param {string} folder
 * @param {{ host: string, port: number, isStrict: boolean, opened: { path: string, file: string } | null }} options
 * @returns {Promise<{ port: number, close: () => Promise<void> }>}
 */
export async function listen(folder, { host, port, isStrict, opened }) {
  const server = createServer((request, response) => {
    answer(folder, opened, request, response).catch(() => end(response, 404));
  });
  for (let at = port; ; at++) {
    try {
      await begin(server, host, at);
      break;
    } catch (error) {
      if (isStrict || error.code !== "EADDRINUSE" || at >= MOST_PORTS) throw error;
    }
  }
  return {
    port: server.address().port,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function begin(server, host, port) {
  return new Promise((listening, failed) => {
    server.once("error", failed);
    server.listen(port, host, () => {
      server.removeListener("error", failed);
      listening();
    });
  });
}

async function answer(folder, opened, request, response) {
  if (request.method !== "GET" && request.method !== "HEAD") return end(response, 405);
  const path = new URL(request.url, "http://localhost").pathname;
  if (opened !== null && path === opened.path) return send(request, response, opened.file, "application/vnd.ackademy");
  const wanted = decodeURIComponent(path);
  // `new URL` has resolved `..`; an encoded one would still leave the folder.
  if (wanted.split(/[\\/]/).includes("..") || wanted.includes("\0")) return end(response, 404);
  const file = join(folder, wanted.endsWith("/") ? `${wanted}index.html` : wanted);
  return send(request, response, file, TYPES[extname(file)] ?? "application/octet-stream");
}

async function send(request, response, file, type) {
  const found = await stat(file);
  if (!found.isFile()) return end(response, 404);
  response.writeHead(200, { "content-type": type, "content-length": found.size, "cache-control": "no-cache" });
  if (request.method === "HEAD") return response.end();
  createReadStream(file)
    .on("error", () => response.destroy())
    .pipe(response);
}

function end(response, status) {
  if (!response.headersSent) response.writeHead(status, { "content-type": "text/plain" });
  response.end();
}
