import { fetchServerProgram, type ProgramPlace } from "../../engine/wasm/fetch-program.ts";
import { measure } from "./measure.ts";
import { measureServer } from "./measure-server.ts";

/** The benchmarks in a Web Worker of the browser: asked with how often and where the server lies, it answers with figures. */
export type Ask = { readonly warmUps: number; readonly runs: number; readonly server: ProgramPlace | null };

const scope = globalThis as unknown as {
  onmessage: (message: MessageEvent<Ask>) => void;
  postMessage(answer: unknown): void;
};
scope.onmessage = ({ data: { warmUps, runs, server } }) => {
  const measuring = server
    ? measureServer(() => fetchServerProgram(server, () => undefined), warmUps, runs)
    : measure(warmUps, runs);
  measuring.then(
    (measured) => scope.postMessage({ measured }),
    (thrown: unknown) => scope.postMessage({ failed: String(thrown) }),
  );
};
