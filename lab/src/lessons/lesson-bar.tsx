import type { ReactNode } from "react";
import type { LessonData } from "./figures.ts";
import css from "./lesson-bar.module.css";
import { STEP_WORDS, stepsOf, type Step } from "./steps.ts";

type LessonBarProps = {
  readonly lesson: LessonData;
  /** Null after the last step. */
  readonly current: Step | null;
  readonly expert: boolean;
  readonly children: ReactNode;
};

/** The lesson's steps as dots, and the one thing to do now. It stays in sight. */
export function LessonBar({ lesson, current, expert, children }: LessonBarProps) {
  const steps = stepsOf(lesson);
  const at = current === null ? steps.length : steps.indexOf(current);
  return (
    <div className={css["bar"]} data-lesson-bar role="group" aria-label="The next step">
      {!expert && (
        <div className={css["where"]}>
          <ol className={css["dots"]} aria-label="Steps of this lesson">
            {steps.map((step, i) => (
              <li
                key={step}
                title={STEP_WORDS[step]}
                data-state={i < at ? "done" : i === at ? "now" : "open"}
                aria-current={i === at ? "step" : undefined}
              >
                <span className="visually-hidden">
                  {STEP_WORDS[step]}
                  {i < at ? ", done" : ""}
                </span>
              </li>
            ))}
          </ol>
          <span className={css["words"]} aria-hidden="true">
            {current === null ? "All steps done" : `${at + 1} of ${steps.length}: ${STEP_WORDS[current]}`}
          </span>
        </div>
      )}
      <div className={css["actions"]}>{children}</div>
    </div>
  );
}
