import { useCourse, useProgress } from "../binding/course-context.tsx";
import { Icon } from "../parts/icons.tsx";
import { pathOf, type LessonCard } from "./course.ts";
import { nextOnPath } from "./path.ts";
import css from "./path-strip.module.css";

/** The core path as a row of steps: what is done, where one is, and the way on. */
export function PathStrip() {
  const course = useCourse();
  const { lessons } = useProgress();
  const path = pathOf(course);
  const isDone = (id: string) => lessons[id]?.done === true;
  const done = path.filter(({ id }) => isDone(id)).length;
  const next = nextOnPath(course, isDone);
  return (
    <section className={css["path"]} aria-label="The core path">
      <div className={css["onward"]}>
        <a className={css["start"]} href={next ? `#/lab/${next.id}` : course.end.href}>
          Next on the path: {(next ?? course.end).title}
          <Icon name="arrow" />
        </a>
        <p className={css["count"]}>
          {done} of {path.length} done · <a href="#/progress">Your progress</a>
        </p>
      </div>
      <ol className={css["steps"]}>
        {path.map((lesson, i) => (
          <Step
            key={lesson.id}
            lesson={lesson}
            number={i + 1}
            state={isDone(lesson.id) ? "done" : lesson === next ? "next" : "open"}
          />
        ))}
        <li>
          <a
            className={css["step"]}
            href={course.end.href}
            data-state="end"
            aria-label={course.end.title}
            title={course.end.title}
          >
            <Icon name="flag" size={14} />
          </a>
        </li>
      </ol>
    </section>
  );
}

type StepProps = {
  readonly lesson: LessonCard;
  readonly number: number;
  readonly state: "done" | "next" | "open";
};

function Step({ lesson, number, state }: StepProps) {
  const says = { done: ", done", next: ", next", open: "" }[state];
  return (
    <li>
      <a
        className={css["step"]}
        href={`#/lab/${lesson.id}`}
        data-state={state}
        aria-current={state === "next" ? "step" : undefined}
        aria-label={`Step ${number}: ${lesson.title}${says}`}
        title={lesson.title}
      >
        {state === "done" ? <Icon name="check" size={14} /> : number}
      </a>
    </li>
  );
}
