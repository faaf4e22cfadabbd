import { basename } from "node:path";
import { BadInputError } from "../kernel/errors.ts";
import { functionsIn, handlersOf } from "../scenario/run/handlers.ts";
import { resolveScenario } from "../scenario/run/resolve.ts";
import type { RunRequest } from "../scenario/run/run-types.ts";
import { readSmallText } from "./load.ts";

/**
 * The requests with the handlers file, checked before anything starts.
 * @throws BadInputError for a file that cannot be used, that is missing, or that no handler needs
 */
export async function withHandlers(requests: readonly RunRequest[], file: string | undefined): Promise<RunRequest[]> {
  const handlers = file === undefined ? {} : { handlers: { file: basename(file), text: await readSmallText(file) } };
  const whole = requests.map((request) => ({ ...request, ...handlers }));
  const scenarios = whole.map(resolveScenario);
  for (const [i, request] of whole.entries()) await handlersOf(scenarios[i] ?? request.scenario, request);
  if (file !== undefined && scenarios.every((scenario) => functionsIn(scenario).length === 0))
    throw new BadInputError(
      `--handlers ${file}`,
      `found no handler of the kind \`function\` in ${whole[0]?.scenario.id}`,
      "Name a function in the scenario, for example `handler: { kind: function, name: charge }`, or leave the option out.",
    );
  return whole;
}
