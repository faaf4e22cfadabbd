import { useMemo, useRef } from "react";
import { useLab, useRun, useSession } from "../binding/session-context.tsx";
import { useArrival } from "../binding/use-arrival.ts";
import { useFocusFollows } from "../binding/use-focus-follows.ts";
import { Button } from "../parts/button.tsx";
import { tell } from "./figures.ts";
import type { LessonData } from "./figures.ts";
import { Explanation } from "./explanation.tsx";
import { bringIntoView } from "./bring-into-view.ts";
import css from "./lesson.module.css";
import { Prediction } from "./prediction.tsx";
import { Told } from "./told.tsx";
import { useTold } from "../binding/use-told.ts";

/**
 * Situation → prediction → run to the decisive moment → what happened → why → one knob to change. One idea at a time.
 */
export function Lesson({ onRun }: { readonly onRun?: () => void }) {
  const session = useSession();
  const scenario = useLab((state) => state.scenario);
  if (!scenario) return null;
  const chapter = session.scenarios.findIndex(({ id }) => id === scenario.id);
  const { lesson } = scenario;
  return (
    <article className={css["lesson"]}>
      <header>
        {chapter >= 0 && (
          <p className={css["chapter"]}>
            Chapter {chapter + 1} of {session.scenarios.length} ·{" "}
            <a href={`#/workbench/from/${scenario.id}`}>Open in the workbench</a>
          </p>
        )}
        <Title key={scenario.id} title={scenario.title} />
      </header>
      {lesson ? (
        <>
          <Situation lesson={lesson} />
          <p className={css["try"]}>
            <strong>Try this first.</strong> {lesson.tryFirst}
          </p>
          <Steps key={scenario.id} lesson={lesson} {...(onRun ? { onRun } : {})} />
        </>
      ) : (
        <p className={css["prose"]}>{scenario.shows}</p>
      )}
      <Neighbours chapter={chapter} />
    </article>
  );
}

/** As it is with the variant and the knobs on screen. */
function Situation({ lesson }: { readonly lesson: LessonData }) {
  const scenario = useLab((state) => state.run?.scenario ?? state.scenario);
  const events = useLab((state) => state.run?.outcome.events ?? null);
  const told = useMemo(
    () => (scenario ? tell(lesson.situation, { scenario, events }) : []),
    [lesson, scenario, events],
  );
  return (
    <section className={css["prose"]} aria-label="The situation">
      {told.map((parts, i) => (
        <Told key={i} parts={parts} />
      ))}
    </section>
  );
}

function Title({ title }: { readonly title: string }) {
  return (
    <h1 ref={useArrival()} tabIndex={-1} data-arrival>
      {title}
    </h1>
  );
}

type TowardsDecisiveProps = {
  readonly told: boolean;
  readonly onTell: () => void;
  readonly onRun?: () => void;
};

function Steps({ lesson, onRun }: { readonly lesson: LessonData; readonly onRun?: () => void }) {
  const { told, tell } = useTold();
  const { prediction, pausedAtDecisive } = useLab((state) => state.lesson);
  const box = useRef<HTMLDivElement>(null);
  useFocusFollows(box, told ? "told" : pausedAtDecisive ? "decisive" : prediction === null ? "predict" : "run");
  return (
    <div ref={box} className={css["steps"]}>
      <Prediction lesson={lesson} told={told} />
      <TowardsDecisive told={told} onTell={tell} {...(onRun ? { onRun } : {})} />
      {told && <Explanation lesson={lesson} />}
    </div>
  );
}

/** Between prediction and answer: runs, and pauses at the decisive moment. */
function TowardsDecisive({ told, onTell, onRun }: TowardsDecisiveProps) {
  const session = useSession();
  const { prediction, revealed, pausedAtDecisive } = useLab((state) => state.lesson);
  const playing = useLab((state) => state.playing);
  const run = useRun();
  const comes = run === null || run.decisive !== null;
  if (pausedAtDecisive) {
    return (
      <section
        className={css["decisive"]}
        aria-label="The decisive moment"
        data-step="decisive"
        tabIndex={-1}
        ref={bringIntoView}
      >
        <p>{run?.decisiveSays}</p>
        <Button icon="play" onClick={() => session.play()}>
          Continue
        </Button>
      </section>
    );
  }
  if (prediction === null || told) return null;
  return (
    <section className={css["run"]} aria-label="Run it" data-step="run" tabIndex={-1}>
      <p>
        {revealed
          ? "Watch the run to its end. Then you can read here what happened."
          : comes
            ? "The run pauses at the decisive moment."
            : "This run has no decisive moment: it plays to its end."}
      </p>
      <div className={css["buttons"]}>
        <Button
          look="strong"
          icon={playing ? "pause" : "play"}
          onClick={() => {
            session.toggle();
            if (!playing) onRun?.();
          }}
        >
          {playing ? "Pause" : revealed || !comes ? "Play to the end" : "Run to the decisive moment"}
        </Button>
        <Button look="quiet" onClick={onTell}>
          Just tell me
        </Button>
      </div>
    </section>
  );
}

function Neighbours({ chapter }: { readonly chapter: number }) {
  const { scenarios } = useSession();
  if (chapter < 0) return null;
  const before = scenarios[chapter - 1];
  const after = scenarios[chapter + 1];
  return (
    <nav className={css["neighbours"]} aria-label="Chapters">
      {before ? <a href={`#/lab/${before.id}`}>← {before.title}</a> : <span />}
      {after ? <a href={`#/lab/${after.id}`}>{after.title} →</a> : <a href="#/">All chapters</a>}
    </nav>
  );
}
