import { functionsOf, type HandlerSpec } from "../../actors/handlers/registry.ts";
import { BadInputError } from "../../kernel/errors.ts";
import type { CompiledHandlers } from "../../sandbox/functions.ts";
import type { RunRequest } from "./run-types.ts";
import type { Scenario } from "../schema.ts";

/** A function that a scenario calls, and where it says so. */
type Use = { readonly path: string; readonly name: string };

/** What runs functions comes with the first run that has some. */
export const loadSandbox = () => import("../../sandbox/load.ts");

/**
 * The functions of a run, checked; null if it calls none.
 * @throws BadInputError for a handlers file that is missing, cannot be used, or lacks a function; before anything has started
 */
export async function handlersOf(
  scenario: Scenario,
  { handlers }: Pick<RunRequest, "handlers">,
): Promise<CompiledHandlers | null> {
  const uses = functionsIn(scenario);
  const [first] = uses;
  if (!first) return null;
  if (!handlers) throw noFile(scenario, first);
  const compiled = await (await loadSandbox()).compileHandlers(handlers);
  const missing = uses.find(({ name }) => !compiled.names.includes(name));
  if (!missing) return compiled;
  throw new BadInputError(
    handlers.file,
    `exports no function "${missing.name}", which ${missing.path} names; it exports ${compiled.names.join(", ")}`,
    "Correct the name, or write `export` before the function.",
  );
}

/** Every function that a scenario (with variant and knobs applied) calls. */
export function functionsIn({ workers, readers, faults }: Scenario): readonly Use[] {
  const places: (readonly [path: string, handler: HandlerSpec])[] = [
    ...workers.map(({ handler }, i) => [`workers.${i}.handler`, handler] as const),
    ...readers.map(({ handler }, i) => [`readers.${i}.handler`, handler] as const),
    ...faults.flatMap((fault, i) =>
      fault.kind === "rolling-deploy" && fault.next.handler
        ? [[`faults.${i}.next.handler`, fault.next.handler] as const]
        : [],
    ),
  ];
  return places.flatMap(([place, handler]) =>
    functionsOf(handler).map(({ path, name }) => ({ path: `${place}.${path}`, name })),
  );
}

function noFile({ id }: Scenario, { path, name }: Use): BadInputError {
  return new BadInputError(
    `${id}: ${path}`,
    `found "${name}", and no handlers file that exports it`,
    "On the command line, add --handlers FILE; in the workbench of the lab, add a handlers file.",
  );
}
