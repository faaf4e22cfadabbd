import { useMemo } from "react";
import { useLab, useRun, useSession } from "../binding/session-context.tsx";
import { Button } from "../parts/button.tsx";
import { knobValue } from "../session/knobs.ts";
import { fillText } from "./figures.ts";
import { bringIntoView } from "./bring-into-view.ts";
import type { LessonData } from "./figures.ts";
import css from "./lesson.module.css";

export const WHAT_HAPPENED = "what-happened";

/** What happened, with the run's own figures; why; and one thing to change next. */
export function Explanation({ lesson }: { readonly lesson: LessonData }) {
  const session = useSession();
  const run = useRun();
  const { prediction, rightChoice } = useLab((state) => state.lesson);
  const byHand = (run?.request.interventions.length ?? 0) > 0;
  const happened = useMemo(
    () => (run ? lesson.happened.map((text) => fillText(text, run.outcome.events)) : []),
    [run, lesson],
  );
  return (
    <>
      <section
        id={WHAT_HAPPENED}
        className={css["prose"]}
        aria-label="What happened"
        data-step="told"
        tabIndex={-1}
        ref={bringIntoView}
      >
        <h2>What happened</h2>
        {prediction !== null && <p className={css["judgement"]}>{judgement(prediction, rightChoice, byHand)}</p>}
        {happened.map((parts, i) => (
          <p key={i}>
            {parts.map((part, j) =>
              part.isFigure ? (
                <strong key={j} className={css["figure"]}>
                  {part.text}
                </strong>
              ) : (
                part.text
              ),
            )}
          </p>
        ))}
      </section>
      <section className={css["prose"]} aria-label="Why">
        <h2>Why</h2>
        {lesson.why.map((text) => (
          <p key={text}>{text}</p>
        ))}
      </section>
      <section className={css["next"]} aria-label="Change one thing">
        <h2>Change one thing</h2>
        <p>{lesson.next.text}</p>
        {"knob" in lesson.next ? (
          <NextKnob
            next={lesson.next}
            onTurn={({ knob, value }) => void session.setKnob(knob, value).then(() => session.play())}
          />
        ) : (
          <NextVariant
            next={lesson.next}
            onTurn={({ variant }) => void session.setVariant(variant).then(() => session.play())}
          />
        )}
      </section>
    </>
  );
}

type Next = LessonData["next"];
type Change<N extends Next> = { readonly next: N; readonly onTurn: (next: N) => void };

function NextVariant({ next, onTurn }: Change<Extract<Next, { variant: string }>>) {
  const title = useLab((state) => state.scenario?.variants.find(({ id }) => id === next.variant)?.title);
  const there = useLab((state) => state.variant === next.variant);
  return (
    <Button icon="arrow" aria-disabled={there} onClick={() => !there && onTurn(next)}>
      {there ? "Changed" : (title ?? next.variant)}
    </Button>
  );
}

function NextKnob({ next, onTurn }: Change<Extract<Next, { knob: string }>>) {
  const knob = useLab((state) => state.scenario?.knobs.find(({ id }) => id === next.knob));
  const turned = useLab(
    ({ run }) => run !== null && knob !== undefined && knobValue(run.scenario, knob) === next.value,
  );
  if (!knob) return null;
  const { value } = next;
  const title =
    knob.kind === "choice"
      ? (knob.options.find((option) => option.value === value)?.title ?? String(value))
      : `${value}${knob.unit === "" ? "" : ` ${knob.unit}`}`;
  return (
    <Button icon="arrow" aria-disabled={turned} onClick={() => !turned && onTurn(next)}>
      {turned ? "Changed" : `${knob.title}: ${title}`}
    </Button>
  );
}

function judgement(prediction: string, right: string | null, byHand: boolean): string {
  if (byHand) return "You intervened in this run. Your prediction was about the run without the intervention.";
  if (right === null) return "With these settings, no choice matches what the run shows.";
  return prediction === right ? "You predicted it." : "The run shows something different from your prediction.";
}
