import { SURE, SURE_WORDS, type Sure } from "../course/progress.ts";
import { Icon } from "../parts/icons.tsx";
import type { LessonData } from "./figures.ts";
import css from "./lesson.module.css";

/** What the learner has chosen and not committed yet. */
export type Draft = { readonly choice: string | null; readonly sure: Sure | null };
export const NO_DRAFT: Draft = { choice: null, sure: null };
export const isComplete = (draft: Draft): draft is { readonly choice: string; readonly sure: Sure } =>
  draft.choice !== null && draft.sure !== null;

type PredictionProps = {
  /** Of the form: the button that submits it stands elsewhere. */
  readonly id: string;
  readonly prediction: LessonData["prediction"];
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly onCommit: () => void;
  readonly committed: string | null;
  readonly sure: Sure | null;
  /** Marked once the run has been seen; null before. */
  readonly right: string | null;
  /** Nothing can be chosen any more. */
  readonly closed: boolean;
  readonly yours?: string;
};

/**
 * A prediction is committed before the figures are shown. The run decides, so the page does not contain the answer
 * before.
 */
export function Prediction(props: PredictionProps) {
  const { id, prediction, draft, onDraft, onCommit, committed, right, closed, yours = "your prediction" } = props;
  return (
    <form
      id={id}
      className={css["prediction"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete(draft)) onCommit();
      }}
    >
      <fieldset disabled={closed}>
        <legend>{prediction.question}</legend>
        {prediction.choices.map(({ id: choice, text }) => (
          <label
            key={choice}
            className={css["choice"]}
            data-yours={committed === choice || undefined}
            data-right={right === choice || undefined}
          >
            <input
              type="radio"
              name={id}
              value={choice}
              checked={(committed ?? draft.choice) === choice}
              onChange={() => onDraft({ ...draft, choice })}
            />
            <span>
              {text}
              {committed === choice && <em> ({yours})</em>}
              {right === choice && (
                <em>
                  {" "}
                  <Icon name="check" size={14} /> what the run shows
                </em>
              )}
            </span>
          </label>
        ))}
      </fieldset>
      <HowSure {...props} />
    </form>
  );
}

/** In three steps. It shows later how well one knows what one knows. */
function HowSure({ id, draft, onDraft, committed, sure, closed }: PredictionProps) {
  if (closed && committed === null) return null;
  if (closed) return sure === null ? null : <p className={css["hint"]}>How sure you were: {SURE_WORDS[sure]}.</p>;
  return (
    <fieldset className={css["sure"]}>
      <legend>How sure are you?</legend>
      {SURE.map((step) => (
        <label key={step} className={css["sureStep"]}>
          <input
            type="radio"
            name={`${id}-sure`}
            value={step}
            checked={draft.sure === step}
            onChange={() => onDraft({ ...draft, sure: step })}
          />
          <span>{SURE_WORDS[step]}</span>
        </label>
      ))}
    </fieldset>
  );
}
