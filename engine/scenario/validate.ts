import type { z } from "zod";
import { BadInputError } from "../kernel/errors.ts";
import type { JsonValue } from "../kernel/json.ts";
import { crossCheck } from "./cross-check.ts";
import { knownFields } from "./known-fields.ts";
import { nestingProblem } from "./nesting.ts";
import { scenarioSchema, type Scenario } from "./schema.ts";

/**
 * Checks data from anywhere against the schema and itself, and fills in the defaults.
 * @throws BadInputError naming `where` (a file, a link), the path inside, what was found and what was expected;
 * all problems at once, one a line.
 */
export function validateScenario(data: unknown, where: string): Scenario {
  const unfit = nestingProblem(data);
  if (unfit !== null) throw new BadInputError(where, unfit, "A scenario is a small file: mend it, or write it anew.");
  const parsed = scenarioSchema.safeParse(data, { reportInput: true });
  if (!parsed.success)
    throw badScenario(
      where,
      parsed.error.issues.flatMap((issue) => describeIssue(issue, data)),
    );
  const problems = crossCheck(parsed.data);
  if (problems.length > 0) throw badScenario(where, problems);
  return parsed.data;
}

function badScenario(where: string, problems: readonly string[]): BadInputError {
  const text = problems.length === 1 ? (problems[0] as string) : problems.map((problem) => `\n  ${problem}`).join("");
  return new BadInputError(where, text, "`npm run -s scenario -- schema` prints what a scenario may hold.");
}

type Issue = z.core.$ZodIssue;

function describeIssue(issue: Issue, data: unknown): string[] {
  if (issue.code === "invalid_union" && issue.errors.length > 0) return [closestBranch(issue, data)];
  const path = pathText(issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = knownFields(issue.path).join(", ");
    return issue.keys.map(
      (key) => `${pathText([...issue.path, key])}: found an unknown field, expected one of ${known}`,
    );
  }
  return [`${path}: found ${foundText(valueAt(data, issue.path))}, expected ${expectedText(issue)}`];
}

/** Of a union's branches, the one that got furthest says most. */
function closestBranch(issue: Extract<Issue, { code: "invalid_union" }>, data: unknown): string {
  const depth = (issues: readonly Issue[]) => Math.max(...issues.map((inner) => inner.path.length));
  const deepest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? [];
  const first = deepest[0];
  if (first && first.path.length > 0) {
    return describeIssue({ ...first, path: [...issue.path, ...first.path] } as Issue, data)[0] as string;
  }
  const expected = [...new Set(issue.errors.flat().map(expectedText))].join(" or ");
  return `${pathText(issue.path)}: found ${foundText(valueAt(data, issue.path))}, expected ${expected}`;
}

function expectedText(issue: Issue): string {
  if (issue.code === "invalid_type") return issue.expected === "int" ? "a whole number" : withArticle(issue.expected);
  if (issue.code === "too_small") return `at least ${issue.minimum}`;
  if (issue.code === "too_big") return `at most ${issue.maximum}`;
  if (issue.code === "invalid_value") return issue.values.map((value) => JSON.stringify(value)).join(" or ");
  if (issue.code === "invalid_union" && "options" in issue && issue.options !== undefined)
    return issue.options.map((value) => JSON.stringify(value)).join(" or ");
  return issue.message;
}

function withArticle(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "(the whole)" : path.map(String).join(".");
}

function foundText(value: JsonValue | undefined): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): JsonValue | undefined {
  let value = data as JsonValue | undefined;
  for (const key of path) value = (value as Record<PropertyKey, JsonValue> | null | undefined)?.[key];
  return value;
}
