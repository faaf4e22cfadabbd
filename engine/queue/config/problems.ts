import type { z } from "zod";
import { knownFields } from "./known-fields.ts";

// The problems that a schema finds in data, in words: "retry.delayMs: found -1, expected at least 0".

type Issue = z.core.$ZodIssue;

/** One line per problem. */
export function problemsOf(schema: z.ZodType, error: z.ZodError, data: unknown): string[] {
  return error.issues.flatMap((issue) => describeIssue(schema, issue, data));
}

function describeIssue(schema: z.ZodType, issue: Issue, data: unknown): string[] {
  if (issue.code === "invalid_union" && issue.errors.length > 0) return [closestBranch(schema, issue, data)];
  if (issue.code === "unrecognized_keys") {
    const known = knownFields(schema, issue.path).join(", ");
    return issue.keys.map(
      (key) => `${placeText([...issue.path, key])}found an unknown field, expected one of ${known}`,
    );
  }
  return [`${placeText(issue.path)}found ${foundText(valueAt(data, issue.path))}, expected ${expectedText(issue)}`];
}

/** The problems of the union's branch that matched furthest. */
function closestBranch(schema: z.ZodType, issue: Extract<Issue, { code: "invalid_union" }>, data: unknown): string {
  const depth = (issues: readonly Issue[]) => Math.max(...issues.map((inner) => inner.path.length));
  const deepest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? [];
  const first = deepest[0];
  if (first && first.path.length > 0) {
    return describeIssue(schema, { ...first, path: [...issue.path, ...first.path] } as Issue, data)[0] as string;
  }
  const expected = [...new Set(issue.errors.flat().map(expectedText))].join(" or ");
  return `${placeText(issue.path)}found ${foundText(valueAt(data, issue.path))}, expected ${expected}`;
}

function expectedText(issue: Issue): string {
  if (issue.code === "invalid_type") return issue.expected === "int" ? "a whole number" : withArticle(issue.expected);
  if (issue.code === "too_small") return `at least ${sizeText(issue.minimum, issue.origin)}`;
  if (issue.code === "too_big") return `at most ${sizeText(issue.maximum, issue.origin)}`;
  if (issue.code === "invalid_value") return issue.values.map((value) => JSON.stringify(value)).join(" or ");
  if (issue.code === "invalid_union" && "options" in issue && issue.options !== undefined)
    return issue.options.map((value) => JSON.stringify(value)).join(" or ");
  return issue.message;
}

function sizeText(size: number | bigint, origin: string): string {
  if (origin === "string") return `${size} characters`;
  if (origin === "array") return size === 1 ? "1 entry" : `${size} entries`;
  return String(size);
}

function withArticle(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function placeText(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "" : `${path.map(String).join(".")}: `;
}

/** Data as a person would write it; also values that JSON does not have. */
export function foundText(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint") return `${value}n`;
  const text = typeof value === "number" ? String(value) : jsonText(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return "an object that is not JSON";
  }
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return value;
}
