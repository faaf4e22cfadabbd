import { useRun } from "../binding/session-context.tsx";
import type { Run } from "../session/types.ts";
import { Icon } from "../parts/icons.tsx";
import { isSetUp } from "../session/run-setup.ts";
import { bringIntoView } from "./bring-into-view.ts";
import type { LessonData } from "./figures.ts";
import css from "./lesson.module.css";

/** Does the run on screen pass? */
export const isPassed = (run: Run | null): boolean =>
  run !== null && run.challenge.length > 0 && run.challenge.every(({ holds }) => holds);

type Challenge = NonNullable<LessonData["challenge"]>;

/**
 * A task whose checks read the run on screen. `shown`: how many hints are; one more than there are: the solution too; null:
 * the challenge is not taken yet.
 */
export function ChallengeStep({ challenge, shown }: { readonly challenge: Challenge; readonly shown: number | null }) {
  const { task, hints, solution } = challenge;
  return (
    <section className={css["prose"]} aria-label="Challenge" data-step="challenge" tabIndex={-1} ref={bringIntoView}>
      <h2>Challenge</h2>
      <p>{task}</p>
      {shown !== null && (
        <>
          <Judged challenge={challenge} />
          {hints.slice(0, shown).map((hint, i) => (
            <p key={hint}>
              <strong>Hint {i + 1}.</strong> {hint}
            </p>
          ))}
          {shown > hints.length && (
            <p>
              <strong>Solution.</strong> {solution.text}
            </p>
          )}
        </>
      )}
    </section>
  );
}

/** What the run on screen must show, and whether it does. */
function Judged({ challenge: { checks, mistake } }: { readonly challenge: Challenge }) {
  const run = useRun();
  const passed = isPassed(run);
  return (
    <>
      <ul className={css["checks"]} aria-label="What the run must show">
        {checks.map(({ says }, i) => {
          const finding = run?.challenge[i];
          return (
            <li key={says} data-holds={finding?.holds || undefined}>
              <Icon name={finding?.holds ? "check" : "close"} size={16} />
              <span>
                {says} <small>{finding ? `${finding.holds ? "Yes" : "Not yet"}: ${finding.detail}.` : ""}</small>
              </span>
            </li>
          );
        })}
      </ul>
      <p className={css["judgement"]} role="status">
        {passed ? "This run passes." : run && isSetUp(run.request, mistake) ? mistake.text : ""}
      </p>
      {!passed && <p className={css["hint"]}>Turn knobs, or choose a variant. Each new run is checked.</p>}
    </>
  );
}
