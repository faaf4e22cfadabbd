import { BadInputError } from "../kernel/errors.ts";
import { problemsOf } from "../queue/config/problems.ts";
import { crossCheck } from "./cross-check/cross-check.ts";
import { nestingProblem } from "./nesting.ts";
import { currentScenario } from "./older-forms.ts";
import { scenarioSchema, type Scenario } from "./schema.ts";

/**
 * Checks data from anywhere against the schema and against itself, and fills in the defaults. Older forms are read as well.
 * @throws BadInputError with `where` (a file, a link), the path inside, what was found and what was expected; all problems at
 *   once, one per line.
 */
export function validateScenario(data: unknown, where: string): Scenario {
  const unfit = nestingProblem(data);
  if (unfit !== null) throw new BadInputError(where, unfit, "A scenario is a small file: repair it, or write it anew.");
  const current = currentScenario(data);
  const parsed = scenarioSchema.safeParse(current, { reportInput: true });
  if (!parsed.success) throw badScenario(where, problemsOf(scenarioSchema, parsed.error, current));
  const problems = crossCheck(parsed.data);
  if (problems.length > 0) throw badScenario(where, problems);
  return parsed.data;
}

function badScenario(where: string, problems: readonly string[]): BadInputError {
  const text = problems.length === 1 ? (problems[0] as string) : problems.map((problem) => `\n  ${problem}`).join("");
  return new BadInputError(where, text, "`npm run -s scenario -- schema` prints what a scenario may contain.");
}
