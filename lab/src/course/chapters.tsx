import { ChapterPicture } from "./chapter-picture.tsx";
import css from "./chapters.module.css";
import type { Chapter, Course } from "./course.ts";

/** The course as a map: each chapter builds on the one before. */
export function Chapters({ parts }: Pick<Course, "parts">) {
  const all = parts.flatMap(({ chapters }) => chapters);
  return (
    <nav className={css["chapters"]} aria-labelledby="chapters">
      <h2 id="chapters">Chapters</h2>
      <p className={css["lead"]}>Each takes a few minutes and builds on the one before.</p>
      {parts.map(({ title, beside, chapters }) => (
        <section key={title} className={css["part"]} aria-label={title}>
          <h3>{title}</h3>
          {beside && <BesideCard chapter={beside} />}
          <ol className={css["map"]} start={numberOf(chapters[0], all)}>
            {chapters.map((chapter) => (
              <li key={chapter.id}>
                <Card chapter={chapter} number={numberOf(chapter, all)} />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </nav>
  );
}

/** Counts from 1. */
function numberOf(chapter: Chapter | undefined, all: readonly Chapter[]): number {
  return all.findIndex(({ id }) => id === chapter?.id) + 1;
}

/** A link to two designs of one flow, side by side. */
function BesideCard({ chapter: { id } }: { readonly chapter: Chapter }) {
  return (
    <p className={css["lead"]}>
      By hand and with an orchestrator: <a href={`#/twin/${id}`}>compare both side by side</a>, with the same orders and
      the same faults.
    </p>
  );
}

function Card({ chapter, number }: { readonly chapter: Chapter; readonly number: number }) {
  const { id, title, shows } = chapter;
  return (
    <a className={css["card"]} href={`#/lab/${id}`}>
      <ChapterPicture chapter={chapter} />
      <span className={css["number"]}>Chapter {number}</span>
      <strong>{title}</strong>
      <span className={css["shows"]}>{shows}</span>
    </a>
  );
}
