import { bounded } from "./core/microsteps.ts";
import { BadDefinitionError, NotDurableError, UnknownVersionError } from "./errors.ts";
import { obstacles } from "./durable-check.ts";
import type { FlowDefinition, Standing } from "./definition.ts";

export type Registry = {
  /** The definition for new flows of this name: the version registered last. @throws UnknownVersionError */
  current(name: string): FlowDefinition;
  /** The same, or null if no version of it is registered. */
  known(name: string): FlowDefinition | null;
  names(): readonly string[];
  /**
   * The definition for a flow that was saved under `version`: that version itself, or the newest one that migrates from it.
   * @throws UnknownVersionError
   */
  forRecord(
    name: string,
    version: string,
  ): { readonly definition: FlowDefinition; readonly migrate: ((old: Standing) => Standing) | null };
};

/**
 * Registers definitions, oldest version first; several versions of one name coexist.
 * @throws NotDurableError with every obstacle of the first machine that cannot be made durable.
 * @throws BadDefinitionError if a name has the same version twice.
 */
export function createRegistry(definitions: readonly FlowDefinition[]): Registry {
  const byName = new Map<string, FlowDefinition[]>();
  for (const given of definitions) {
    const definition = { ...given, machine: bounded(given.machine) };
    const reasons = obstacles(definition);
    if (reasons.length > 0) throw new NotDurableError(`${definition.name} ${definition.version}`, reasons);
    const versions = byName.get(definition.name) ?? [];
    if (versions.some(({ version }) => version === definition.version)) {
      throw new BadDefinitionError(
        `flow ${definition.name}`,
        `version ${definition.version} is registered twice`,
        "Give each version a name of its own.",
      );
    }
    byName.set(definition.name, [...versions, definition]);
  }
  return {
    current(name) {
      const found = byName.get(name)?.at(-1);
      if (!found) throw new UnknownVersionError(name, null);
      return found;
    },
    known: (name) => byName.get(name)?.at(-1) ?? null,
    names: () => [...byName.keys()],
    forRecord(name, version) {
      const versions = byName.get(name) ?? [];
      const newest = versions.findLast(({ migrateFrom }) => migrateFrom !== undefined && version in migrateFrom);
      const migrate = newest?.migrateFrom?.[version];
      if (newest && migrate) return { definition: newest, migrate };
      const same = versions.find((one) => one.version === version);
      if (!same) throw new UnknownVersionError(name, version);
      return { definition: same, migrate: null };
    },
  };
}
