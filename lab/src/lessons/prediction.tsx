import { useState } from "react";
import { useLab, useSession } from "../binding/session-context.tsx";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icons.tsx";
import type { LessonData } from "./figures.ts";
import css from "./lesson.module.css";

/**
 * The prediction is committed before the figures are shown. The run decides, so the page does not contain the answer
 * before.
 */
export function Prediction({ lesson, told }: { readonly lesson: LessonData; readonly told: boolean }) {
  const session = useSession();
  const { prediction, rightChoice, revealed } = useLab((state) => state.lesson);
  const [choice, setChoice] = useState<string | null>(null);
  const { question, choices } = lesson.prediction;
  const committed = prediction !== null;
  const judged = told && rightChoice !== null;
  return (
    <form
      className={css["prediction"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (choice !== null) session.predict(choice);
      }}
    >
      <fieldset disabled={committed || revealed}>
        <legend>{question}</legend>
        {choices.map(({ id, text }) => (
          <label
            key={id}
            className={css["choice"]}
            data-yours={prediction === id || undefined}
            data-right={(judged && rightChoice === id) || undefined}
          >
            <input
              type="radio"
              name="prediction"
              value={id}
              checked={(prediction ?? choice) === id}
              onChange={() => setChoice(id)}
            />
            <span>
              {text}
              {prediction === id && <em> (your prediction)</em>}
              {judged && rightChoice === id && (
                <em>
                  {" "}
                  <Icon name="check" size={14} /> what the run shows
                </em>
              )}
            </span>
          </label>
        ))}
      </fieldset>
      {!committed && !revealed && (
        <div className={css["buttons"]}>
          <Button type="submit" look="strong" disabled={choice === null}>
            Commit to this
          </Button>
          <Button look="quiet" onClick={() => session.reveal()}>
            Skip, show me everything
          </Button>
        </div>
      )}
      {!committed && !revealed && <p className={css["hint"]}>The run&apos;s figures stay hidden until you commit.</p>}
    </form>
  );
}
