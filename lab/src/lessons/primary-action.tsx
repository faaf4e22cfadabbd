import { useCourse } from "../binding/course-context.tsx";
import { useLab, usePlayhead, useRun, useSession } from "../binding/session-context.tsx";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icons.tsx";
import button from "../parts/button.module.css";
import { isPassed } from "./challenge.tsx";
import type { LessonData } from "./figures.ts";
import { FIRST_FORM, SECOND_FORM } from "./form-names.ts";
import { useOnward } from "./lesson-end.tsx";
import css from "./lesson.module.css";
import { isComplete, type Draft } from "./prediction.tsx";
import type { Step } from "./steps.ts";

type PrimaryActionProps = {
  readonly lesson: LessonData;
  readonly current: Step | null;
  readonly first: Draft;
  readonly second: Draft;
  /** How many are shown; null until the challenge is taken. */
  readonly hints: number | null;
  readonly told: boolean;
  readonly onHint: () => void;
  readonly onSkipChange: () => void;
  readonly onTell: () => void;
  readonly onRun?: () => void;
};

/** The one thing to do at this step, and a quiet way past it. */
export function PrimaryAction(props: PrimaryActionProps) {
  const session = useSession();
  const paused = useLab((state) => state.lesson.pausedAt !== null);
  const awaited = useLab((state) => state.lesson.secondAwaited);
  if (paused) {
    return (
      <Button look="strong" icon="play" onClick={() => session.play()}>
        Continue
      </Button>
    );
  }
  if (awaited) return <WatchChange />;
  switch (props.current) {
    case "predict":
      return <Commit {...props} />;
    case "run":
    case "told":
      return <RunIt {...props} />;
    case "change":
      return <ChangeIt {...props} />;
    case "challenge":
      return <Solve {...props} />;
    case "remember":
    case null:
      return <GoOn />;
  }
}

function Commit({ first }: PrimaryActionProps) {
  const session = useSession();
  return (
    <>
      <Button type="submit" form={FIRST_FORM} look="strong" disabled={!isComplete(first)}>
        Commit to this
      </Button>
      <Button look="quiet" onClick={() => session.reveal()}>
        Skip, show me everything
      </Button>
      <p className={css["hint"]}>
        {isComplete(first)
          ? "The run's figures stay hidden until you commit."
          : "Choose an answer, and how sure you are of it."}
      </p>
    </>
  );
}

/** Between prediction and answer: runs, and pauses at the moments that matter. */
function RunIt({ onTell, onRun }: PrimaryActionProps) {
  const session = useSession();
  const playing = useLab((state) => state.playing);
  const revealed = useLab((state) => state.lesson.revealed);
  const run = useRun();
  const comes = run === null || run.decisive !== null;
  return (
    <>
      <Button
        look="strong"
        data-step="run"
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
    </>
  );
}

/** The changed run is watched to its end, which judges the second prediction. */
function WatchChange() {
  const session = useSession();
  const playing = useLab((state) => state.playing);
  const { endMs } = usePlayhead();
  return (
    <>
      <Button look="strong" data-step="watch" icon={playing ? "pause" : "play"} onClick={() => session.toggle()}>
        {playing ? "Pause" : "Play to the end"}
      </Button>
      <Button look="quiet" onClick={() => session.seek(endMs)}>
        Just tell me
      </Button>
    </>
  );
}

function ChangeIt({ lesson: { next }, second, onSkipChange }: PrimaryActionProps) {
  const session = useSession();
  const change = () =>
    void ("knob" in next ? session.setKnob(next.knob, next.value) : session.setVariant(next.variant)).then(() =>
      session.play(),
    );
  return (
    <>
      {next.prediction ? (
        <Button type="submit" form={SECOND_FORM} look="strong" icon="arrow" disabled={!isComplete(second)}>
          Commit, then change it
        </Button>
      ) : (
        <Button look="strong" icon="arrow" onClick={change}>
          Make this change
        </Button>
      )}
      <Button look="quiet" onClick={onSkipChange}>
        Skip this step
      </Button>
    </>
  );
}

function Solve({ lesson: { challenge }, hints, onHint }: PrimaryActionProps) {
  const session = useSession();
  const run = useRun();
  if (!challenge) return null;
  const many = challenge.hints.length;
  if (hints === null) {
    const take = (): void => {
      onHint();
      // The change of the step before is no part of it.
      void session.setUp({ knobs: {} });
    };
    return (
      <>
        <Button look="strong" onClick={take}>
          Take the challenge
        </Button>
        <Button look="quiet" onClick={() => session.settleChallenge("skipped")}>
          Skip the challenge
        </Button>
      </>
    );
  }
  if (isPassed(run)) return null;
  return (
    <>
      {hints <= many ? (
        <Button look="strong" onClick={onHint}>
          {hints < many ? `Show hint ${hints + 1} of ${many}` : "Show the solution"}
        </Button>
      ) : (
        <Button look="strong" icon="arrow" onClick={() => void session.setUp(challenge.solution)}>
          Set up the solution
        </Button>
      )}
      <Button look="quiet" onClick={() => session.settleChallenge("skipped")}>
        Skip the challenge
      </Button>
    </>
  );
}

/** To the next lesson. */
function GoOn() {
  const session = useSession();
  const id = useLab((state) => state.scenario?.id ?? "");
  const { path } = useOnward(id);
  const { end } = useCourse();
  return (
    <>
      <a
        className={`${button["button"]} ${button["strong"]}`}
        href={path ? `#/lab/${path.id}` : end.href}
        onClick={() => session.finishLesson()}
      >
        {path ? `Next lesson: ${path.title}` : end.title}
        <Icon name="arrow" />
      </a>
      <Button look="quiet" icon="startOver" onClick={() => void session.repeatLesson()}>
        Do it again
      </Button>
    </>
  );
}
