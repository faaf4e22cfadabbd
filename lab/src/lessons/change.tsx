import { useLab, useRun } from "../binding/session-context.tsx";
import { knobValue } from "../session/knobs.ts";
import type { SessionState } from "../session/types.ts";
import { bringIntoView } from "./bring-into-view.ts";
import type { LessonData } from "./figures.ts";
import { SECOND_FORM } from "./form-names.ts";
import css from "./lesson.module.css";
import { Prediction, type Draft } from "./prediction.tsx";

type Next = LessonData["next"];

type ChangeProps = {
  readonly next: Next;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly onCommit: () => void;
};

/** One thing to change next, with a new prediction about the changed run. */
export function Change({ next, draft, onDraft, onCommit }: ChangeProps) {
  const { second, rightSecond, secondAwaited } = useLab((state) => state.lesson);
  const made = useIsMade(next);
  const scenario = useLab((state) => state.scenario);
  const { prediction } = next;
  return (
    <section
      className={css["prose"]}
      aria-label="Change one thing"
      data-step="change"
      tabIndex={-1}
      ref={second === null ? undefined : bringIntoView}
    >
      <h2>Change one thing</h2>
      <p>{next.text}</p>
      {scenario && <p className={css["change"]}>{changeLabel(next, scenario)}</p>}
      {prediction ? (
        <Prediction
          id={SECOND_FORM}
          {...{ prediction, draft, onDraft, onCommit }}
          committed={second}
          sure={null}
          right={rightSecond}
          closed={second !== null}
          yours={secondAwaited || rightSecond !== null ? "your prediction" : "your prediction about the changed run"}
        />
      ) : (
        made && <p className={css["hint"]}>Changed: this is the new run.</p>
      )}
      {second !== null && rightSecond !== null && (
        <p className={css["judgement"]}>
          {second === rightSecond ? "You predicted it." : "The changed run shows something different."}
        </p>
      )}
    </section>
  );
}

/** Is the change of the lesson's next step made in the run on screen? */
export function useIsMade(next: Next): boolean {
  const run = useRun();
  const scenario = useLab((state) => state.scenario);
  if (!run || !scenario) return false;
  if ("variant" in next) return run.request.variant === next.variant;
  const knob = scenario.knobs.find(({ id }) => id === next.knob);
  return knob !== undefined && knobValue(run.scenario, knob) === next.value;
}

/** The change in few words, for a button. */
function changeLabel(
  next: Next,
  { knobs, variants }: Pick<NonNullable<SessionState["scenario"]>, "knobs" | "variants">,
): string {
  if ("variant" in next) return variants.find(({ id }) => id === next.variant)?.title ?? next.variant;
  const knob = knobs.find(({ id }) => id === next.knob);
  const value = String(next.value);
  if (!knob) return value;
  if (knob.kind === "number") return `${knob.title}: ${value}${knob.unit === "" ? "" : ` ${knob.unit}`}`;
  return `${knob.title}: ${knob.options.find((option) => option.value === next.value)?.title ?? value}`;
}
