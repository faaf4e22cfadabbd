import type { Session } from "../session/types.ts";
import css from "./chapters.module.css";
import { ChapterPicture } from "./chapter-picture.tsx";

/** The scenarios as a map: each builds on the one before. */
export function Chapters({ scenarios }: { readonly scenarios: Session["scenarios"] }) {
  return (
    <nav className={css["chapters"]} aria-labelledby="chapters">
      <h2 id="chapters">Chapters</h2>
      <p className={css["lead"]}>Each takes a few minutes and builds on the one before.</p>
      <ol className={css["map"]}>
        {scenarios.map(({ id, title, shows }, i) => (
          <li key={id}>
            <a className={css["card"]} href={`#/lab/${id}`}>
              <ChapterPicture chapter={id} />
              <span className={css["number"]}>Chapter {i + 1}</span>
              <strong>{title}</strong>
              <span className={css["shows"]}>{shows}</span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
