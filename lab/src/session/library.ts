import type { Scenario } from "../../../engine/scenario/schema.ts";
import { LabError } from "./errors.ts";
import type { Runner, SessionOptions } from "./types.ts";

/** The shipped scenarios, loaded, checked and filled with their defaults when they are first opened. */
export class Library {
  private readonly sources: SessionOptions["scenarios"];
  private readonly runner: Runner;
  private readonly opened = new Map<string, Scenario>();

  constructor(sources: SessionOptions["scenarios"], runner: Runner) {
    this.sources = sources;
    this.runner = runner;
  }

  /** @throws LabError when there is no such scenario, or when it is wrong. */
  async open(id: string): Promise<Scenario> {
    const known = this.opened.get(id);
    if (known) return known;
    const found = this.sources.find((candidate) => candidate.id === id);
    if (!found) {
      const ids = this.sources.map((candidate) => candidate.id).join(", ");
      throw new LabError({ message: `There is no scenario called "${id}" here.`, remedy: `There are ${ids}.` });
    }
    const source = "load" in found ? await found.load() : found;
    const scenario = await this.runner.check(source, id);
    this.opened.set(id, scenario);
    return scenario;
  }

  /** A shipped scenario's id; any other as a whole. */
  shortName(scenario: Scenario): string | Scenario {
    return this.opened.get(scenario.id) === scenario ? scenario.id : scenario;
  }
}
