import { readFile } from "node:fs/promises";
import { NoBrokerError } from "../../kernel/errors.ts";
import { type ServerProgram, webAssembly } from "../program.ts";
import { findBuiltServer } from "./built-server.ts";

let loaded: Promise<ServerProgram> | undefined;

/**
 * The server's program in Node, compiled once in a process.
 * @throws {NoBrokerError} when nobody has built it
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
      "the WebAssembly nats-server has not been built here",
      "Run `npm run build:wasm` once; it takes a minute or two.",
    );
  }
  const [bytes, script] = await Promise.all([readFile(built.program), readFile(built.script, "utf8")]);
  return { module: await webAssembly.compile(bytes), script };
}
