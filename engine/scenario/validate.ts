import { BadInputError } from "../kernel/errors.ts";
import { problemsOf } from "../queue/config/problems.ts";
import { crossCheck } from "./cross-check/cross-check.ts";
import { nestingProblem } from "./nesting.ts";
import { currentScenario } from "./older-forms.ts";
import { scenarioSchema, type Scenario } from "./schema.ts";

/** A scenario, or all that is wrong with the data: one line each, "path: found …, expected …". */
export type CheckedScenario =
  | { readonly scenario: Scenario; readonly problems?: never }
  | { readonly scenario?: never; readonly problems: readonly string[] };

/** Checks data from anywhere against the schema and itself, and fills in the defaults. Reads former names as today's. */
export function checkScenario(data: unknown): CheckedScenario {
  const unfit = nestingProblem(data);
  if (unfit !== null) return { problems: [unfit] };
  const current = currentScenario(data);
  const parsed = scenarioSchema.safeParse(current, { reportInput: true });
  if (!parsed.success) return { problems: problemsOf(scenarioSchema, parsed.error, current) };
  const problems = crossCheck(parsed.data);
  return problems.length > 0 ? { problems } : { scenario: parsed.data };
}

/**
 * Checks data as `checkScenario` does.
 * @throws BadInputError naming `where` (a file, a link), the path inside, what was found and what was expected;
 * all problems at once, one a line.
 */
export function validateScenario(data: unknown, where: string): Scenario {
  const unfit = nestingProblem(data);
  if (unfit !== null) throw new BadInputError(where, unfit, "A scenario is a small file: repair it, or write it anew.");
  const { scenario, problems } = checkScenario(data);
  if (scenario === undefined) throw badScenario(where, problems);
  return scenario;
}

function badScenario(where: string, problems: readonly string[]): BadInputError {
  const text = problems.length === 1 ? (problems[0] as string) : problems.map((problem) => `\n  ${problem}`).join("");
  return new BadInputError(where, text, "`schema` prints what a scenario may contain.");
}
