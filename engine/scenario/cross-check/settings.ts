import { getAt } from "../../kernel/paths.ts";
import { FLOW_INVARIANTS, INVARIANTS } from "../checks/invariants.ts";
import type { Scenario } from "../schema.ts";
import { unknown } from "./unknown.ts";

/** Checks that knobs, variants, claims and the lesson refer to something in the scenario. */
export function settingProblems(scenario: Scenario): string[] {
  return [
    ...unknownKnobPaths(scenario),
    ...unknownVariants(scenario),
    ...unknownInvariants(scenario),
    ...unknownNext(scenario),
  ];
}

function unknownKnobPaths(scenario: Scenario): string[] {
  return scenario.knobs.flatMap((knob, i) =>
    getAt(scenario as never, knob.path) === undefined
      ? [`knobs.${i}.path: found "${knob.path}", expected a path to something in this scenario`]
      : [],
  );
}

function unknownVariants({ variants, claims, knobs }: Scenario): string[] {
  const ids = variantIds(variants);
  const knobIds = knobs.map((knob) => knob.id);
  return [
    ...claims.flatMap((claim, i) =>
      (claim.variants ?? []).filter((id) => !ids.includes(id)).map((id) => unknown(`claims.${i}.variants`, id, ids)),
    ),
    ...claims.flatMap((claim, i) =>
      Object.keys(claim.within ?? {})
        .filter((id) => !knobIds.includes(id))
        .map((id) => unknown(`claims.${i}.within`, id, knobIds)),
    ),
  ];
}

function unknownInvariants({ variants, knobs }: Scenario): string[] {
  const known = Object.keys({ ...INVARIANTS, ...FLOW_INVARIANTS });
  const named: [string, readonly string[]][] = [
    ...variants.map((variant, i): [string, readonly string[]] => [`variants.${i}.violates`, variant.violates]),
    ...knobs.flatMap((knob, i) =>
      knob.kind === "choice"
        ? knob.options.map((option, k): [string, readonly string[]] => [
            `knobs.${i}.options.${k}.violates`,
            option.violates,
          ])
        : [],
    ),
  ];
  return named.flatMap(([path, ids]) => ids.filter((id) => !known.includes(id)).map((id) => unknown(path, id, known)));
}

function unknownNext({ lesson, knobs, variants }: Scenario): string[] {
  if (!lesson) return [];
  const { next } = lesson;
  const [path, id, ids] =
    "knob" in next
      ? ["lesson.next.knob", next.knob, knobs.map((knob) => knob.id)]
      : ["lesson.next.variant", next.variant, variantIds(variants)];
  return ids.includes(id) ? [] : [unknown(path, id, ids)];
}

/** The scenario's variants; a scenario without variants has one, called `default`. */
export function variantIds(variants: Scenario["variants"]): string[] {
  return variants.length === 0 ? ["default"] : variants.map((variant) => variant.id);
}
