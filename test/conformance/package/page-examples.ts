import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import type * as ackademy from "../../../engine/index.ts";
import { ROOT } from "../../support/cli.ts";
import type { Example } from "../readme/example.ts";

/** The examples import from the engine's files what users import from the package; `expect` stays that of this process. */
const fromThePackage: Plugin = {
  name: "from-the-package",
  setup({ onResolve }) {
    onResolve({ filter: /\/engine\// }, () => ({ path: "ackademy", external: true }));
    onResolve({ filter: /^vitest$/ }, () => ({
      path: pathToFileURL(join(ROOT, "node_modules/vitest/dist/index.js")).href,
      external: true,
    }));
  },
};

export type OfThePackage = { readonly EXAMPLES: readonly Example[]; readonly connect: typeof ackademy.connect };

/** The examples of engine/README.md as programs in the folder where the package is installed. */
export async function examplesIn(folder: string): Promise<OfThePackage> {
  const outfile = join(folder, "examples.mjs");
  await build({
    stdin: {
      contents: 'export { EXAMPLES } from "./examples.ts"; export { connect } from "../../../engine/index.ts";',
      resolveDir: join(ROOT, "test/conformance/readme"),
    },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    plugins: [fromThePackage],
  });
  return (await import(pathToFileURL(outfile).href)) as OfThePackage;
}
