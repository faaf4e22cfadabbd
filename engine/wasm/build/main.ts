import { stopwatchMs } from "../../clock/system-clock.ts";
import { AckademyError, errorText } from "../../kernel/errors.ts";
import { buildServer } from "./build-server.ts";

/** `npm run build:wasm`: compiles nats-server to WebAssembly for pages and for `--broker wasm`, unless it is cached. */
const startedAt = stopwatchMs();

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  const built = await buildServer({ onNote: (note) => say(`${seconds()}  ${note}`) });
  const size = `${megabytes(built.bytes)}, ${megabytes(built.compressedBytes)} compressed`;
  say(`${seconds()}  nats-server ${built.version}, ${size}, by ${built.kit}: ${built.folder}`);
} catch (thrown) {
  process.stderr.write(`error: ${errorText(thrown)}\n`);
  if (!(thrown instanceof AckademyError)) throw thrown;
  process.stderr.write(`${thrown.remedy}\n`);
  process.exitCode = 1;
}

function seconds(): string {
  return `${((stopwatchMs() - startedAt) / 1000).toFixed(1).padStart(6)} s`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
