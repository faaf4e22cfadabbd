import type { TextPart } from "./figures.ts";
import css from "./lesson.module.css";

/** A sentence of a lesson; the run's figures are set off. */
export function Told({ parts }: { readonly parts: readonly TextPart[] }) {
  return (
    <p>
      {parts.map((part, i) =>
        part.isFigure ? (
          <strong key={i} className={css["figure"]}>
            {part.text}
          </strong>
        ) : (
          part.text
        ),
      )}
    </p>
  );
}
