import { getAt } from "../../kernel/paths.ts";
import { FLOW_INVARIANTS, INVARIANTS } from "../checks/invariants.ts";
import type { Scenario } from "../schema.ts";
import { lessonStepProblems } from "./lesson-steps.ts";
import { unknown } from "./unknown.ts";
import { variantIds } from "./variant-ids.ts";

/** Checks that knobs, variants, claims and the lesson refer to something in the scenario. */
export function settingProblems(scenario: Scenario): string[] {
  return [
    ...unknownKnobPaths(scenario),
    ...unknownVariants(scenario),
    ...unknownInvariants(scenario),
    ...unknownNext(scenario),
    ...unknownFigures(scenario),
    ...lessonStepProblems(scenario),
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
  const { next, variant } = lesson;
  const named: [string, string, readonly string[]][] = [
    "knob" in next
      ? ["lesson.next.knob", next.knob, knobs.map((knob) => knob.id)]
      : ["lesson.next.variant", next.variant, variantIds(variants)],
  ];
  if (variant !== undefined) named.push(["lesson.variant", variant, variantIds(variants)]);
  return named.flatMap(([path, id, ids]) => (ids.includes(id) ? [] : [unknown(path, id, ids)]));
}

/** A sentence of the lesson names a figure that it does not have, or takes one from a setting that is no number. */
function unknownFigures(scenario: Scenario): string[] {
  const { lesson } = scenario;
  if (!lesson) return [];
  return (["situation", "happened", "why"] as const).flatMap((part) =>
    lesson[part].flatMap((said, i) => {
      if (typeof said === "string") return [];
      const path = `lesson.${part}.${i}`;
      const names = [...said.text.matchAll(/\{([a-z][a-z0-9-]*)\}/g)].map(([, name = ""]) => name);
      const known = Object.keys(said.figures);
      return [
        ...names.filter((name) => !known.includes(name)).map((name) => unknown(`${path}.text`, `{${name}}`, known)),
        ...Object.entries(said.figures).flatMap(([name, figure]) =>
          "setting" in figure && typeof getAt(scenario as never, figure.setting) !== "number"
            ? [`${path}.figures.${name}: found "${figure.setting}", expected a path to a number in this scenario`]
            : [],
        ),
      ];
    }),
  );
}
