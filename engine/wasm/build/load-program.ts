import { readFile } from "node:fs/promises";
import { NoBrokerError } from "../../kernel/errors.ts";
import { type ServerProgram, webAssembly } from "../program.ts";
import { findBuiltServer } from "./built-server.ts";

let loaded: Promise<ServerProgram> | undefined;

/**
 * Loads the server's program in Node and compiles it once per process.
 * @throws {NoBrokerError} when it has not been built
 */
export function loadServerProgram(): Promise<ServerProgram> {
  loaded ??= load().catch((thrown: unknown) => {
    loaded = undefined;
    throw thrown;
  });
  return loaded;
}

async function load(): Promise<ServerProgram> {
  const built = await findBuiltServer();
  if (built === undefined) {
    throw new NoBrokerError(
      "nats-server as WebAssembly has not been built on this machine",
      "Run `npm run build:wasm` once; it takes a minute or two.",
    );
  }
  const [bytes, script] = await Promise.all([readFile(built.program), readFile(built.script, "utf8")]);
  return { module: await webAssembly.compile(bytes), script };
}
