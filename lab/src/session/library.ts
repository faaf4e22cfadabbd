import type { Scenario } from "../../../engine/scenario/schema.ts";
import { LabError } from "./errors.ts";
import type { Runner, SessionOptions } from "./types.ts";

/** The shipped scenarios. Each is loaded, checked and gets its defaults when it is first opened. */
export class Library {
  private readonly sources: SessionOptions["scenarios"];
  private readonly runner: Runner;
  private readonly opened = new Map<string, Scenario>();

  constructor(sources: SessionOptions["scenarios"], runner: Runner) {
    this.sources = sources;
    this.runner = runner;
  }

  /** @throws LabError if the scenario does not exist or is invalid. */
  async open(id: string): Promise<Scenario> {
    const known = this.opened.get(id);
    if (known) return known;
    const found = this.sources.find((candidate) => candidate.id === id);
    if (!found) {
      const ids = this.sources.map((candidate) => candidate.id).join(", ");
      throw new LabError({ message: `There is no scenario called "${id}" here.`, remedy: `Choose one of ${ids}.` });
    }
    const source = "load" in found ? await found.load() : found;
    const scenario = await this.runner.check(source, id);
    this.opened.set(id, scenario);
    return scenario;
  }

  /** The id of a shipped scenario, or any other scenario as a whole. */
  shortName(scenario: Scenario): string | Scenario {
    return this.opened.get(scenario.id) === scenario ? scenario.id : scenario;
  }

  /** The id of the shipped scenario that is the same; any other as a whole. */
  async nameOf(scenario: Scenario): Promise<string | Scenario> {
    const source = this.sources.find(({ id }) => id === scenario.id);
    if (!source) return scenario;
    return JSON.stringify(await this.open(source.id)) === JSON.stringify(scenario) ? scenario.id : scenario;
  }
}
