import { useCourse, useProgress } from "../binding/course-context.tsx";
import { Icon } from "../parts/icons.tsx";
import { LessonPicture } from "./lesson-picture.tsx";
import css from "./chapters.module.css";
import { lessonsOf, pathOf, type CourseChapter, type LessonCard } from "./course.ts";
import { aboutTime } from "./path.ts";
import { PathStrip } from "./path-strip.tsx";

/** The map of the course: the core path on top, then each chapter with its lessons. */
export function Chapters() {
  const course = useCourse();
  const path = pathOf(course);
  return (
    <nav className={css["chapters"]} aria-labelledby="chapters">
      <h2 id="chapters">The course</h2>
      <p className={css["lead"]}>
        {path.length} lessons make the core path, which takes {aboutTime(path)}.{" "}
        {lessonsOf(course).length - path.length} more go deeper: take them when you need them.
      </p>
      <PathStrip />
      {course.chapters.map((chapter, i) => (
        <Chapter key={chapter.title} chapter={chapter} number={i + 1} />
      ))}
    </nav>
  );
}

function Chapter({ chapter, number }: { readonly chapter: CourseChapter; readonly number: number }) {
  const { title, about, beside, lessons } = chapter;
  return (
    <section className={css["part"]} aria-label={title}>
      <h3>
        {number}. {title}
      </h3>
      <p className={css["lead"]}>{about}</p>
      {beside !== undefined && <BesideCard id={beside} />}
      <ol className={css["map"]}>
        {lessons.map((lesson) => (
          <li key={lesson.id} data-path={lesson.onPath || undefined}>
            <Card lesson={lesson} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A link to two designs of one flow, side by side. */
function BesideCard({ id }: { readonly id: string }) {
  return (
    <p className={css["lead"]}>
      By hand and with an orchestrator: <a href={`#/twin/${id}`}>compare both side by side</a>, with the same orders and
      the same faults.
    </p>
  );
}

function Card({ lesson }: { readonly lesson: LessonCard }) {
  const { id, title, shows, minutes, difficulty, onPath } = lesson;
  const { lessons, last } = useProgress();
  const done = lessons[id]?.done === true;
  return (
    <a className={css["card"]} href={`#/lab/${id}`} data-done={done || undefined}>
      <LessonPicture picture={lesson.picture} />
      <span className={css["number"]}>
        {onPath ? "Core path" : "Go deeper"} · {minutes} min · {difficulty}
        {done && (
          <span className={css["done"]}>
            <Icon name="check" size={14} /> done
          </span>
        )}
        {!done && last === id && <span className={css["here"]}>you were here</span>}
      </span>
      <strong>{title}</strong>
      <span className={css["shows"]}>{shows}</span>
    </a>
  );
}
