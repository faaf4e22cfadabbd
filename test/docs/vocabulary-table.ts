import { ELSEWHERE } from "../../engine/vocabulary/elsewhere.ts";
import { SYSTEMS } from "../../engine/vocabulary/systems.ts";

/** The table of engine/README.md: what each part of the engine is called in other systems. */
export function vocabularyTable(): string {
  const rows = ELSEWHERE.flatMap(({ engine, names }) =>
    engine === undefined ? [] : [[engine, ...SYSTEMS.map(({ id }) => names[id] ?? "–")]],
  );
  const head = ["here", ...SYSTEMS.map(({ name }) => name)];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
