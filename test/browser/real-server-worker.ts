import { createWasmBroker } from "../../engine/broker/wasm-broker.ts";
import { errorText } from "../../engine/kernel/errors.ts";
import { fetchServerProgram, type ProgramPlace } from "../../engine/wasm/fetch-program.ts";
import { runInRealm } from "../conformance/in-realm.ts";
import { caseCalled } from "./real-server-sample.ts";

/** Runs one conformance case in a Web Worker, where learners' browsers have the server. */
export type CaseAnswer = { readonly id: string; readonly failure: string | null };

const scope = globalThis as unknown as {
  onmessage: (message: MessageEvent<{ readonly id: string; readonly place: ProgramPlace }>) => void;
  postMessage(answer: CaseAnswer): void;
};
scope.onmessage = ({ data: { id, place } }) => {
  fetchServerProgram(place, () => undefined)
    .then((program) => runInRealm(caseCalled(id), (options) => createWasmBroker({ ...options, program })))
    .then(
      () => scope.postMessage({ id, failure: null }),
      (thrown: unknown) => scope.postMessage({ id, failure: errorText(thrown) }),
    );
};
