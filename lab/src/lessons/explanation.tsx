import { useMemo } from "react";
import { useLab, useRun, useSession } from "../binding/session-context.tsx";
import { Button } from "../parts/button.tsx";
import { knobValue } from "../session/knobs.ts";
import { tell } from "./figures.ts";
import { bringIntoView } from "./bring-into-view.ts";
import type { LessonData } from "./figures.ts";
import css from "./lesson.module.css";
import { Told } from "./told.tsx";

export const WHAT_HAPPENED = "what-happened";

/** What happened, with the run's own figures; why; and one thing to change next. */
export function Explanation({ lesson }: { readonly lesson: LessonData }) {
  const session = useSession();
  const run = useRun();
  const { prediction, ofThisRun, rightChoice } = useLab((state) => state.lesson);
  const byHand = (run?.request.interventions.length ?? 0) > 0;
  const [happened, why] = useMemo(() => {
    const of = run && { scenario: run.scenario, events: run.outcome.events };
    return [lesson.happened, lesson.why].map((sentences) => (of ? tell(sentences, of) : []));
  }, [run, lesson]);
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
        {prediction !== null && (
          <p className={css["judgement"]}>{judgement({ prediction, right: rightChoice, byHand, ofThisRun })}</p>
        )}
        {happened?.map((parts, i) => (
          <Told key={i} parts={parts} />
        ))}
      </section>
      <section className={css["prose"]} aria-label="Why">
        <h2>Why</h2>
        {why?.map((parts, i) => (
          <Told key={i} parts={parts} />
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

type Judged = {
  readonly prediction: string;
  readonly right: string | null;
  readonly byHand: boolean;
  readonly ofThisRun: boolean;
};

function judgement({ prediction, right, byHand, ofThisRun }: Judged): string {
  if (byHand) return "You intervened in this run. Your prediction was about the run without the intervention.";
  if (!ofThisRun) return "Your prediction was about the run before the change. This is what the new run shows.";
  if (right === null) return "With these settings, no choice matches what the run shows.";
  return prediction === right ? "You predicted it." : "The run shows something different from your prediction.";
}
