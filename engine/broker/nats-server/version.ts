import { NoBrokerError } from "../../kernel/errors.ts";
import { remedyFor } from "./remedy.ts";

/**
 * The oldest usable nats-server. Cron and repeating schedules came with 2.14. An old server must be refused and never tried,
 * because 2.10 confirms a per-message TTL, a schedule or an atomic batch and silently ignores it.
 */
export const MINIMUM_VERSION = "2.14";

/** The `api.level` of a JetStream account on the oldest usable server; 2.10 reports none. */
export const MINIMUM_API_LEVEL = 4;

/** The version in the output of `nats-server --version`; undefined if there is none. */
export function parseVersion(output: string): string | undefined {
  return /\bv?(\d+\.\d+\.\d+(?:-[\w.]+)?)/.exec(output)?.[1];
}

/** Compares versions by number: negative if `a` is older. A pre-release counts as its release. */
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
 * The authoritative check of every server after connecting. `level` is `(await jsm.getAccountInfo()).api.level`.
 * @throws {NoBrokerError} when the server is too old
 */
export function assertApiLevel(level: number | undefined, serverVersion?: string): void {
  if (level !== undefined && level >= MINIMUM_API_LEVEL) return;
  const found = level === undefined ? "reports no JetStream API level" : `has JetStream API level ${level}`;
  throw new NoBrokerError(
    `the nats-server${serverVersion === undefined ? "" : ` ${serverVersion}`} ${found}, ` +
      `expected level ${MINIMUM_API_LEVEL} (nats-server ${MINIMUM_VERSION}) or higher`,
    remedyFor(MINIMUM_VERSION),
  );
}

function numbersOf(version: string): number[] {
  return (version.split("-")[0] ?? "").split(".").map(Number);
}
