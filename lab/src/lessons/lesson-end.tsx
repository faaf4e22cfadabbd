import { useCourse, useProgress } from "../binding/course-context.tsx";
import { onwardFrom } from "../course/path.ts";
import css from "./lesson.module.css";

/** Links to what comes after a lesson: the next one of the path, the next one beside it, and the map. */
export function LessonEnd({ id }: { readonly id: string }) {
  const { path, deeper } = useOnward(id);
  const { end } = useCourse();
  return (
    <nav className={css["neighbours"]} aria-label="The course">
      <a href={path ? `#/lab/${path.id}` : end.href}>Core path: {(path ?? end).title} →</a>
      {deeper && <a href={`#/lab/${deeper.id}`}>Go deeper: {deeper.title} →</a>}
      <a href="#/">All lessons</a>
    </nav>
  );
}

export function useOnward(id: string) {
  const course = useCourse();
  const { lessons } = useProgress();
  return onwardFrom(course, id, (lesson) => lessons[lesson]?.done === true);
}
