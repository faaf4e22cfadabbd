import { getAt } from "../kernel/paths.ts";
import type { Knob, Scenario } from "../scenario/schema.ts";
import { allScenarios } from "./load.ts";
import { type Line, line, printJson, printLines } from "./output.ts";
import { paint } from "./paint.ts";

/** Prints all scenarios with their brokers, variants and knobs. */
export function list({ json }: { readonly json: boolean }): void {
  const scenarios = allScenarios();
  if (json) printJson(process.stdout, scenarios.map(summary), 2);
  else
    printLines(
      process.stdout,
      scenarios.flatMap((one, n) => (n === 0 ? text(one) : ["", ...text(one)])),
    );
}

function summary(scenario: Scenario): object {
  const { id, title, shows, brokers, seed } = scenario;
  const variants = scenario.variants.map((variant) => ({ id: variant.id, title: variant.title }));
  return {
    id,
    title,
    shows,
    brokers,
    seed,
    variants,
    knobs: scenario.knobs.map((knob) => ({ ...knob, default: defaultOf(scenario, knob) })),
  };
}

function text(scenario: Scenario): (Line | string)[] {
  const style = paint(process.stdout);
  return [
    line`${style("bold", scenario.id)}  ${scenario.title}`,
    `  ${scenario.shows}`,
    line`  ${style("dim", "brokers:")} ${scenario.brokers.join(", ")}`,
    ...scenario.variants.map(
      (variant) => line`  ${style("dim", "variant:")} ${variant.id}  ${style("dim", variant.title)}`,
    ),
    ...scenario.knobs.map(
      (knob) =>
        line`  ${style("dim", "knob:")} ${knob.id}=${String(defaultOf(scenario, knob))}  ${style("dim", `${rangeText(knob)}  ${knob.meaning}`)}`,
    ),
  ];
}

function defaultOf(scenario: Scenario, knob: Knob): unknown {
  return getAt(scenario as never, knob.path);
}

function rangeText(knob: Knob): string {
  if (knob.kind === "choice") return knob.options.map((option) => String(option.value)).join(" | ");
  return `${knob.min} to ${knob.max}${knob.unit === "" ? "" : ` ${knob.unit}`}`;
}
