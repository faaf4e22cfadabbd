import type { JsonObject, JsonValue } from "./json.ts";

/**
 * The value at a path, or undefined. Paths are dotted, and name list members by their `name` or index:
 * `queues.orders.ackWaitMs`, `faults.0.at`.
 */
export function getAt(root: JsonValue, path: string): JsonValue | undefined {
  return path
    .split(".")
    .reduce<JsonValue | undefined>((value, key) => (value === undefined ? undefined : child(value, key)), root);
}

/** A copy of `root` with `value` at `path`, or null if the path does not exist (only its last step may be new). */
export function setAt(root: JsonValue, path: string, value: JsonValue): JsonValue | null {
  const [key = "", ...rest] = path.split(".");
  if (Array.isArray(root)) {
    const index = indexOf(root as JsonValue[], key);
    if (index === -1) return null;
    const next = rest.length === 0 ? value : setAt((root as JsonValue[])[index] as JsonValue, rest.join("."), value);
    return next === null ? null : (root as JsonValue[]).map((member, i) => (i === index ? next : member));
  }
  if (!isObject(root)) return null;
  if (rest.length === 0) return { ...root, [key]: value };
  const below = root[key];
  const next = below === undefined ? null : setAt(below, rest.join("."), value);
  return next === null ? null : { ...root, [key]: next };
}

function child(value: JsonValue, key: string): JsonValue | undefined {
  if (Array.isArray(value)) return (value as JsonValue[])[indexOf(value as JsonValue[], key)];
  return isObject(value) ? value[key] : undefined;
}

function indexOf(list: readonly JsonValue[], key: string): number {
  const named = list.findIndex((member) => isObject(member) && member["name"] === key);
  if (named !== -1) return named;
  return /^\d+$/.test(key) && Number(key) < list.length ? Number(key) : -1;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
