import { expect, test } from "vitest";
import { commands } from "vitest/browser";
import { createWorkerRunner } from "../../lab/src/session/runner-client.ts";
import { serverOffer } from "../../lab/src/session/server-offer.ts";
import { requestFor, scenarioById } from "../support/runs.ts";
import type { CaseAnswer } from "./real-server-worker.ts";
import { SAMPLE } from "./real-server-sample.ts";

test("crash-redelivery with seed 7 on the real server: twenty times the digest and the verdict that it has in Node", async () => {
  const runner = createWorkerRunner(serverOffer);
  const request = { ...requestFor(scenarioById("crash-redelivery"), { seed: 7 }), broker: "wasm" } as const;
  const parts: number[] = [];
  const answers = new Set<string>();
  for (let n = 0; n < 20; n++) {
    const { outcome } = await runner.run(request, (part) => parts.push(part));
    answers.add(`${outcome.report.broker} ${outcome.report.verdict} ${outcome.report.traceDigest}`);
  }
  const inNode = await commands.runInNode(["crash-redelivery", "--broker", "wasm", "--seed", "7"]);
  expect([...answers]).toEqual([`wasm ${inNode.verdict} ${inNode.traceDigest}`]);
  expect(inNode.verdict).toBe("passed");
  // Fetched once, with progress.
  expect(parts.at(-1)).toBe(1);
  expect(parts.filter((part) => part === 1)).toHaveLength(1);
  expect(parts).toEqual(parts.toSorted((a, b) => a - b));
});

test("a page on which it does not lie: an error that says so", async () => {
  const nowhere = createWorkerRunner({ version: "1", compressedBytes: 1, folder: "nowhere/" });
  const request = { ...requestFor(scenarioById("crash-redelivery")), broker: "wasm" } as const;
  await expect(nowhere.run(request)).rejects.toThrow(/nowhere.*: nats-server as WebAssembly could not be loaded/);
});

test.each(SAMPLE)("a sample of the conformance suites in a Web Worker: %s", async (id) => {
  const worker = new Worker(new URL("./real-server-worker.ts", import.meta.url), { type: "module" });
  try {
    const answer = new Promise<CaseAnswer>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<CaseAnswer>) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    });
    if (!serverOffer) throw new Error("run `npm run build:wasm` first");
    const base = new URL(serverOffer.folder, document.baseURI).href;
    worker.postMessage({ id, place: { base, compressedBytes: serverOffer.compressedBytes } });
    expect(await answer).toEqual({ id, failure: null });
  } finally {
    worker.terminate();
  }
});
