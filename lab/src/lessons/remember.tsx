import { bringIntoView } from "./bring-into-view.ts";
import type { LessonData } from "./figures.ts";
import css from "./lesson.module.css";

/** Three sentences to remember, and where to read on. */
export function Remember({ lesson: { remember = [], reading = [] } }: { readonly lesson: LessonData }) {
  return (
    <section className={css["prose"]} aria-label="Remember" data-step="remember" tabIndex={-1} ref={bringIntoView}>
      <h2>Remember</h2>
      <ol className={css["remember"]}>
        {remember.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ol>
      {reading.length > 0 && (
        <>
          <h3>Further reading</h3>
          <ul className={css["reading"]}>
            {reading.map(({ title, url }) => (
              <li key={url}>
                <a href={url} target="_blank" rel="noreferrer">
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
