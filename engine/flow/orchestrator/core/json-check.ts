/**
 * The first part of a value that does not survive as JSON, as `path is …`; null if all of it survives. An `undefined` property
 * survives, because it is also absent afterwards.
 */
export function notJson(value: unknown, path: string): string | null {
  if (value === null || typeof value === "string" || typeof value === "boolean") return null;
  if (typeof value === "object") return notJsonObject(value, path);
  if (typeof value !== "number") return `${path} is a ${typeof value}, which is not JSON`;
  return Number.isFinite(value) ? null : `${path} is ${value}, which is not a number in JSON`;
}

function notJsonObject(value: object, path: string): string | null {
  if (Array.isArray(value)) return first(value.map((item, at) => notJson(item, `${path}[${at}]`)));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return `${path} is a ${value.constructor.name}, which is not a plain JSON object`;
  }
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return first(fields.map(([name, field]) => notJson(field, `${path}.${name}`)));
}

function first(found: readonly (string | null)[]): string | null {
  return found.find((one) => one !== null) ?? null;
}
