import { useMemo } from "react";
import { useCourse, useProgress, useProgressStore } from "../binding/course-context.tsx";
import { useLab } from "../binding/session-context.tsx";
import { useArrival } from "../binding/use-arrival.ts";
import { placeOf } from "../course/path.ts";
import { tell } from "./figures.ts";
import type { LessonData } from "./figures.ts";
import { LessonEnd } from "./lesson-end.tsx";
import css from "./lesson.module.css";
import { Steps } from "./lesson-steps.tsx";
import { Told } from "./told.tsx";

/**
 * Situation → prediction → run, with its pauses → what happened → why → one thing to change → challenge → what to
 * remember. One idea at a time.
 */
export function Lesson({ onRun }: { readonly onRun?: () => void }) {
  const scenario = useLab((state) => state.scenario);
  if (!scenario) return null;
  const { lesson } = scenario;
  return (
    <article className={css["lesson"]}>
      <header>
        <Place id={scenario.id} />
        <Title key={scenario.id} title={scenario.title} />
      </header>
      {lesson ? (
        <>
          <Situation lesson={lesson} />
          <p className={css["try"]}>
            <strong>Try this first.</strong> {lesson.tryFirst}
          </p>
          <Steps key={scenario.id} lesson={lesson} {...(onRun ? { onRun } : {})} />
        </>
      ) : (
        <p className={css["prose"]}>{scenario.shows}</p>
      )}
      <LessonEnd id={scenario.id} />
    </article>
  );
}

/** Where the lesson is on the map, and the switch for those who want no steps. */
function Place({ id }: { readonly id: string }) {
  const place = placeOf(useCourse(), id);
  const store = useProgressStore();
  const { expert } = useProgress();
  if (!place) return null;
  const { chapter, chapterNumber, lesson, step, steps } = place;
  return (
    <div className={css["place"]}>
      <p className={css["chapter"]}>
        {step === null ? "Go deeper" : `Core path, step ${step} of ${steps}`} · Chapter {chapterNumber}: {chapter.title}{" "}
        · {lesson.minutes} min, {lesson.difficulty} · <a href={`#/workbench/from/${id}`}>Open in the workbench</a>
      </p>
      <label className={css["expert"]}>
        <input type="checkbox" checked={expert} onChange={({ target }) => store.setExpert(target.checked)} />
        Expert: no steps
      </label>
    </div>
  );
}

/** As it is with the variant and the knobs on screen. */
function Situation({ lesson }: { readonly lesson: LessonData }) {
  const scenario = useLab((state) => state.run?.scenario ?? state.scenario);
  const events = useLab((state) => state.run?.outcome.events ?? null);
  const told = useMemo(
    () => (scenario ? tell(lesson.situation, { scenario, events }) : []),
    [lesson, scenario, events],
  );
  return (
    <section className={css["prose"]} aria-label="The situation">
      {told.map((parts, i) => (
        <Told key={i} parts={parts} />
      ))}
    </section>
  );
}

function Title({ title }: { readonly title: string }) {
  return (
    <h1 ref={useArrival()} tabIndex={-1} data-arrival>
      {title}
    </h1>
  );
}
