/** The server's program, compiled once per realm and used for any number of instances. `build/` makes it. */
export type ServerProgram = {
  readonly module: object;
  /** The text of `wasm_exec.js` of the Go that compiled the program. */
  readonly script: string;
};

/** The files of a build. */
export const BUILD_FILES = {
  program: "nats-server.wasm",
  /** The program compressed with gzip, for pages. */
  compressed: "nats-server.wasm.gz",
  /** Go's script that runs the program. */
  script: "wasm_exec.js",
  licences: "LICENSES.txt",
  facts: "build.json",
} as const;

/** The used part of the platform's WebAssembly, typed by structure because the engine compiles without DOM types. */
type WebAssemblyLike = {
  compile(bytes: Uint8Array): Promise<object>;
  compileStreaming(source: unknown): Promise<object>;
  Instance: new (module: object, imports: object) => object;
};

export const webAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyLike }).WebAssembly;
