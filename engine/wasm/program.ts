/** The server's program, compiled once in a realm and good for any number of instances; see `build/` for where it is from. */
export type ServerProgram = {
  readonly module: object;
  /** The text of the `wasm_exec.js` that belongs to the Go it was compiled with. */
  readonly script: string;
};

/** What a build leaves, and what a page is served of it. */
export const BUILD_FILES = {
  program: "nats-server.wasm",
  /** The same compressed by gzip. */
  compressed: "nats-server.wasm.gz",
  /** Go's own script that hosts the program. */
  script: "wasm_exec.js",
  licences: "LICENSES.txt",
  facts: "build.json",
} as const;

/** What is needed of the platform's WebAssembly, typed by structure: the engine compiles without DOM types. */
type WebAssemblyLike = {
  compile(bytes: Uint8Array): Promise<object>;
  compileStreaming(source: unknown): Promise<object>;
  Instance: new (module: object, imports: object) => object;
};

export const webAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyLike }).WebAssembly;
