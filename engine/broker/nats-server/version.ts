import { NoBrokerError } from "../../kernel/errors.ts";
import { remedyFor } from "./remedy.ts";

/**
 * Which nats-server will do: cron-like and repeating schedules came with 2.14. 2.10 answers success to a per-message TTL,
 * a schedule or an atomic batch, and silently drops it: an older server must be refused, never tried.
 */
export const MINIMUM_VERSION = "2.14";

/** `api.level` of a JetStream account on the oldest server that will do; 2.10 reports none. */
export const MINIMUM_API_LEVEL = 4;

/** The version in the output of `nats-server --version`; undefined if that is not what it is. */
export function parseVersion(output: string): string | undefined {
  return /\bv?(\d+\.\d+\.\d+(?:-[\w.]+)?)/.exec(output)?.[1];
}

/** Compares by number: negative when `a` is the older one. A pre-release counts as its release. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export function isNewEnough(version: string): boolean {
  return compareVersions(version, MINIMUM_VERSION) >= 0;
}

/**
 * The authoritative check, to be made on every server after connecting: `(await jsm.getAccountInfo()).api.level`.
 * @throws {NoBrokerError} when the server is too old
 */
export function assertApiLevel(level: number | undefined, serverVersion?: string): void {
  if (level !== undefined && level >= MINIMUM_API_LEVEL) return;
  const found = level === undefined ? "reports no JetStream API level" : `has JetStream API level ${level}`;
  throw new NoBrokerError(
    `the nats-server${serverVersion === undefined ? "" : ` ${serverVersion}`} ${found}; ` +
      `Ackademy needs level ${MINIMUM_API_LEVEL} (nats-server ${MINIMUM_VERSION} or newer)`,
    remedyFor(MINIMUM_VERSION),
  );
}

function numbersOf(version: string): number[] {
  return (version.split("-")[0] ?? "").split(".").map(Number);
}
