import { NoBrokerError } from "../kernel/errors.ts";
import { BUILD_FILES, type ServerProgram, webAssembly } from "./program.ts";

/** The folder from which a page loads the server: it holds the compressed program and Go's script. */
export type ProgramPlace = {
  /** The folder's absolute URL, with a slash at its end. */
  readonly base: string;
  /** The size of the compressed program, for the progress. */
  readonly compressedBytes: number;
};

/** Called with the loaded part of the program, from 0 to 1. */
export type OnProgress = (part: number) => void;

/**
 * Fetches the server's program in a browser and compiles it during the download.
 * @throws {NoBrokerError} when the program is missing or invalid
 */
export async function fetchServerProgram(place: ProgramPlace, onProgress: OnProgress): Promise<ServerProgram> {
  try {
    const script = fetchText(place.base + BUILD_FILES.script);
    const compressed = await get(place.base + BUILD_FILES.compressed);
    const counted = compressed.pipeThrough(counter(place.compressedBytes, onProgress));
    const bytes = await gunzipped(counted);
    const response = new Response(bytes, { headers: { "content-type": "application/wasm" } });
    return { module: await webAssembly.compileStreaming(response), script: await script };
  } catch (thrown) {
    throw new NoBrokerError(
      `${place.base}: nats-server as WebAssembly could not be loaded: ${String(thrown)}`,
      "Try again, or use the simulated broker.",
      { cause: thrown },
    );
  }
}

async function fetchText(url: string): Promise<string> {
  return new Response(await get(url)).text();
}

async function get(url: string): Promise<ReadableStream<Uint8Array>> {
  const response = await fetch(url);
  if (!response.ok || response.body === null)
    throw new Error(`${url}: found HTTP status ${response.status}, expected 200`);
  return response.body;
}

function counter(total: number, onProgress: OnProgress): TransformStream<Uint8Array, Uint8Array> {
  let come = 0;
  return new TransformStream({
    transform(chunk, controller) {
      come += chunk.length;
      onProgress(Math.min(1, come / total));
      controller.enqueue(chunk);
    },
  });
}

/** Some web servers send a `.gz` file with `Content-Encoding: gzip`; the browser has then already decompressed it. */
async function gunzipped(stream: ReadableStream<Uint8Array>): Promise<ReadableStream<Uint8Array>> {
  const reader = stream.getReader();
  const { value: first } = await reader.read();
  const isPacked = first?.[0] === 0x1f && first[1] === 0x8b;
  const whole = new ReadableStream<Uint8Array>({
    start(controller) {
      if (first) controller.enqueue(first);
    },
    async pull(controller) {
      const { value, done } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return isPacked ? whole.pipeThrough(new DecompressionStream("gzip") as never) : whole;
}
