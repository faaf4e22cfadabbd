import type { JsonValue } from "../../engine/kernel/json.ts";
import type { Options } from "./program.ts";

export const NANOS_PER_MS = 1_000_000;
const SUFFIX = "_ms";

/** Options as they go over the wire: `ack_wait_ms: 100` becomes `ack_wait: 100000000`. */
export function wireOptions(options: Options): { [option: string]: JsonValue } {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) =>
      name.endsWith(SUFFIX) ? [name.slice(0, -SUFFIX.length), inNanos(value)] : [name, value],
    ),
  );
}

function inNanos(value: JsonValue): JsonValue {
  if (typeof value === "number") return value * NANOS_PER_MS;
  return Array.isArray(value) ? value.map(inNanos) : value;
}
