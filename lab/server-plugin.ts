import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";
import { type BuiltServer, findBuiltServer } from "../engine/wasm/build/built-server.ts";
import { BUILD_FILES } from "../engine/wasm/program.ts";
import type { ServerOffer } from "./src/session/types.ts";

/** What a page is served. */
const SERVED = [BUILD_FILES.compressed, BUILD_FILES.script, BUILD_FILES.licences];
const FOLDER = "wasm/";

/**
 * If `npm run build:wasm` has built the real server, serves it next to the page and tells the page about it (see
 * src/session/server-offer.ts). It builds and downloads nothing. Without `isOffered`, the page does without it.
 */
export function serverPlugin({ isOffered = true }: { readonly isOffered?: boolean } = {}): Plugin {
  let built: BuiltServer | undefined;
  return {
    name: "ackademy-server",
    async config() {
      built = isOffered ? await findBuiltServer() : undefined;
      return { define: { REAL_SERVER_OFFER: JSON.stringify(offerOf(built)) } };
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const path = (request.url ?? "").split("?")[0] ?? "";
        const name = SERVED.find((one) => path.endsWith(`/${FOLDER}${one}`));
        if (built === undefined || name === undefined) return next();
        response.setHeader("content-type", name.endsWith(".gz") ? "application/gzip" : "text/plain; charset=utf-8");
        createReadStream(`${built.folder}/${name}`).on("error", next).pipe(response);
      });
    },
    async generateBundle() {
      if (built === undefined) return;
      for (const name of SERVED) {
        const source = await readFile(`${built.folder}/${name}`);
        this.emitFile({ type: "asset", fileName: FOLDER + name, source });
      }
    },
  };
}

function offerOf(built: BuiltServer | undefined): ServerOffer | null {
  return built ? { version: built.version, compressedBytes: built.compressedBytes, folder: FOLDER } : null;
}
