import { measure } from "./measure.ts";

/** The benchmark in a Web Worker of the browser: asked with [warm-ups, runs], it answers with its figures. */
const scope = globalThis as unknown as {
  onmessage: (message: MessageEvent<[number, number]>) => void;
  postMessage(answer: unknown): void;
};
scope.onmessage = ({ data: [warmUps, runs] }) => {
  measure(warmUps, runs).then(
    (measured) => scope.postMessage({ measured }),
    (thrown: unknown) => scope.postMessage({ failed: String(thrown) }),
  );
};
