import { useEffect, useRef, useState } from "react";
import { useProgress } from "../binding/course-context.tsx";
import { useLab, useRun, useSession } from "../binding/session-context.tsx";
import { useFocusFollows } from "../binding/use-focus-follows.ts";
import { useTold } from "../binding/use-told.ts";
import type { LessonProgress } from "../session/types.ts";
import { bringIntoView } from "./bring-into-view.ts";
import { ChallengeStep, isPassed } from "./challenge.tsx";
import { Change, useIsMade } from "./change.tsx";
import { Explanation } from "./explanation.tsx";
import type { LessonData } from "./figures.ts";
import { FIRST_FORM } from "./form-names.ts";
import { LessonBar } from "./lesson-bar.tsx";
import css from "./lesson.module.css";
import { isComplete, NO_DRAFT, Prediction } from "./prediction.tsx";
import { PrimaryAction } from "./primary-action.tsx";
import { Remember } from "./remember.tsx";
import { currentStep, isReached, type Step } from "./steps.ts";

/** The steps of one lesson. Each appears below the one before; what to do now is in one place, at the bottom. */
export function Steps({ lesson, onRun }: { readonly lesson: LessonData; readonly onRun?: () => void }) {
  const session = useSession();
  const { expert } = useProgress();
  const { told, tell } = useTold();
  const progress = useLab((state) => state.lesson);
  const [first, setFirst] = useState(NO_DRAFT);
  const [second, setSecond] = useState(NO_DRAFT);
  /** Null until the challenge is taken. */
  const [hints, setHints] = useState<number | null>(null);
  const { current, skipChange } = useCurrentStep(lesson, told);
  const box = useRef<HTMLDivElement>(null);
  const paused = progress.pausedAt !== null;
  useFocusFollows(box, paused ? "pause" : focusOf(current, progress));
  useSettled(lesson, current, hints);
  const shows = (step: Step) => told && (expert || isReached(lesson, step, current));
  return (
    <div ref={box} className={css["steps"]}>
      {!expert && (
        <Prediction
          id={FIRST_FORM}
          prediction={lesson.prediction}
          draft={first}
          onDraft={setFirst}
          onCommit={() => isComplete(first) && session.predict(first.choice, first.sure)}
          committed={progress.prediction}
          sure={progress.sure}
          right={told ? progress.rightChoice : null}
          closed={progress.prediction !== null || progress.revealed}
          yours={progress.ofThisRun ? "your prediction" : "your prediction before the change"}
        />
      )}
      {paused && <PauseText />}
      {told && <Explanation lesson={lesson} />}
      {shows("change") && (
        <Change
          next={lesson.next}
          draft={second}
          onDraft={setSecond}
          onCommit={() => isComplete(second) && void session.predictNext(second.choice, second.sure)}
        />
      )}
      {shows("challenge") && lesson.challenge && (
        <ChallengeStep
          challenge={lesson.challenge}
          shown={expert || progress.challenge !== null ? (hints ?? 0) : hints}
        />
      )}
      {shows("remember") && lesson.remember && <Remember lesson={lesson} />}
      <LessonBar lesson={lesson} current={current} expert={expert}>
        <PrimaryAction
          {...{ lesson, current, first, second, hints, told }}
          onHint={() => setHints(hints === null ? 0 : hints + 1)}
          onSkipChange={skipChange}
          onTell={tell}
          {...(onRun ? { onRun } : {})}
        />
      </LessonBar>
    </div>
  );
}

/** Where the focus goes when a button that had it is gone: what happened is read before the change. */
function focusOf(current: Step | null, { secondAwaited, rightSecond }: LessonProgress): Step | "watch" {
  if (secondAwaited) return "watch";
  if (current === "challenge" && rightSecond !== null) return "change";
  return current === null || current === "change" ? "told" : current;
}

/** The step one is at, from the progress and from what was done on this page. */
function useCurrentStep(lesson: LessonData, told: boolean): { current: Step | null; skipChange: () => void } {
  const { prediction, revealed, second, secondAwaited, challenge, done } = useLab((state) => state.lesson);
  const isMade = useIsMade(lesson.next);
  const [changed, setChanged] = useState(false);
  // Whoever turns the knob back has still made the change.
  if (told && isMade && !changed && lesson.next.prediction === undefined) setChanged(true);
  const seen = lesson.next.prediction ? second !== null && !secondAwaited : false;
  const current = currentStep(lesson, {
    open: prediction !== null || revealed,
    told,
    changed: changed || seen,
    challenged: challenge !== null,
    done,
  });
  return { current, skipChange: () => setChanged(true) };
}

/** Notes a passed challenge, and the end of the lesson. Who has seen the solution has not passed by their own work. */
function useSettled(lesson: LessonData, current: Step | null, hints: number | null): void {
  const session = useSession();
  const run = useRun();
  const passes = current === "challenge" && hints !== null && isPassed(run);
  const sawSolution = (hints ?? 0) > (lesson.challenge?.hints.length ?? 0);
  const ended = current === null || current === "remember";
  const { challenge, done } = useLab((state) => state.lesson);
  useEffect(() => {
    if (passes && challenge === null) session.settleChallenge(sawSolution ? "skipped" : "passed");
  }, [session, passes, challenge, sawSolution]);
  useEffect(() => {
    if (ended && !done) session.finishLesson();
  }, [session, ended, done]);
}

/** What there is to see at the moment at which the run has paused. */
function PauseText() {
  const run = useRun();
  const pausedAt = useLab((state) => state.lesson.pausedAt);
  const pause = pausedAt === null ? undefined : run?.pauses[pausedAt];
  if (!pause) return null;
  return (
    <section
      className={css["decisive"]}
      aria-label={pause.isDecisive ? "The decisive moment" : "A moment to look at"}
      data-step="pause"
      tabIndex={-1}
      ref={bringIntoView}
    >
      <p>{pause.says}</p>
    </section>
  );
}
