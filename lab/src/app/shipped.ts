import type { ScenarioSource } from "../../../engine/scenario/schema.ts";
import { lessonsOf, type Course, type LessonCard } from "../course/course.ts";
import { loadPart } from "../session/load-part.ts";
import type { ShippedScenario } from "../session/types.ts";

export type ShippedCourse = {
  readonly course: Course;
  /** By scenario: its file's name. */
  readonly files: { readonly [id: string]: string };
};

/** Put in by lab/course-plugin.ts. */
declare const SHIPPED_COURSE: ShippedCourse;

const modules = import.meta.glob<Record<string, ScenarioSource>>([
  "../../../scenarios/*.ts",
  "!../../../scenarios/index.ts",
]);

const { course, files } = SHIPPED_COURSE;
export { course };

/** All scenarios as cards, in the order of the map; each is loaded when it is opened. */
export const shippedScenarios: readonly ShippedScenario[] = lessonsOf(course).map((card) => ({
  ...card,
  load: () => loadPart(() => load(card)),
}));

async function load({ id }: LessonCard): Promise<ScenarioSource> {
  const module = await modules[`../../../scenarios/${files[id]}`]?.();
  const source = Object.values(module ?? {}).find((one) => one.id === id);
  if (!source) throw new Error(`scenario ${id}: its file does not hold it`);
  return source;
}
