import { useMemo } from "react";
import { useLab, useRun } from "../binding/session-context.tsx";
import { tell } from "./figures.ts";
import { bringIntoView } from "./bring-into-view.ts";
import type { LessonData } from "./figures.ts";
import css from "./lesson.module.css";
import { Told } from "./told.tsx";

export const WHAT_HAPPENED = "what-happened";

/** What happened, with the run's own figures; and why. */
export function Explanation({ lesson }: { readonly lesson: LessonData }) {
  const run = useRun();
  const { prediction, ofThisRun, rightChoice, secondAwaited } = useLab((state) => state.lesson);
  const byHand = (run?.request.interventions.length ?? 0) > 0;
  const [happened, why] = useMemo(() => {
    const of = run && { scenario: run.scenario, events: run.outcome.events };
    return [lesson.happened, lesson.why].map((sentences) => (of ? tell(sentences, of) : []));
  }, [run, lesson]);
  if (secondAwaited)
    return (
      <section className={css["prose"]} aria-label="The changed run" data-step="told" tabIndex={-1}>
        <p className={css["hint"]}>The changed run is on. What happened in it is shown when you have seen its end.</p>
      </section>
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
    </>
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
