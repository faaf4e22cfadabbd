import { withoutLesson } from "../lessons/written.ts";
import { useCallback, useEffect } from "react";
import { StageProvider } from "../binding/stage-provider.tsx";
import { useLab, usePlayhead, useSession } from "../binding/session-context.tsx";
import type { Session, SessionState } from "../session/types.ts";
import { useAfter } from "../binding/use-after.ts";
import { Inspector } from "../panels/inspector/inspector.tsx";
import { Button } from "../parts/button.tsx";
import { StageCanvas } from "../stage/canvas/stage-canvas.tsx";
import { TimeMachine } from "../panels/time-machine/time-machine.tsx";
import { Announcer } from "./announcer.tsx";
import { FailureCard } from "./failure-card.tsx";
import css from "./home.module.css";
import { useReducedMotion } from "../binding/use-media.ts";

/**
 * A run on the home screen. It plays automatically unless the visitor prefers reduced motion. A click on a worker
 * crashes it.
 */
export function Example({ shown }: { readonly shown: string }) {
  const session = useSession();
  const still = useReducedMotion();
  const failure = useLab((state) => state.failure);
  useEffect(() => {
    let left = false;
    void open(session, shown).then(() => {
      if (left) return;
      if (still) seekToWork(session);
      else session.play();
    });
    return () => {
      left = true;
      session.pause();
    };
  }, [session, shown, still]);
  return (
    <StageProvider>
      <div className={css["example"]}>
        <div className={css["invitation"]}>
          <p>Click a worker to crash it. Then watch what happens to its job.</p>
          <Again />
        </div>
        <div className={css["stage"]}>
          <div className={css["canvas"]}>
            {failure ? <FailureCard failure={failure} /> : <StageCanvas controls={false} />}
          </div>
          <Inspector />
        </div>
        <TimeMachine />
        <Announcer />
      </div>
    </StageProvider>
  );
}

/**
 * After its end no worker can be crashed, so the run starts over. It does so automatically if it plays automatically.
 */
function Again() {
  const session = useSession();
  const still = useReducedMotion();
  const playing = useLab((state) => state.playing);
  const { atMs, endMs } = usePlayhead();
  const over = endMs > 0 && atMs >= endMs && !playing;
  const again = useCallback(
    () => void session.startOver().then(() => (still ? seekToWork(session) : session.play())),
    [session, still],
  );
  useAfter(over && !still ? RESTS_MS : null, again);
  if (!over) return null;
  return (
    <Button icon="startOver" onClick={again}>
      Run it again
    </Button>
  );
}
const RESTS_MS = 4_000;

/** The moment to show without motion: workers are busy then. */
function seekToWork(session: Session): void {
  const { run } = session.getState();
  if (!run || session.playhead.get() > 0) return;
  const starts = run.outcome.events.filter(({ type }) => type === "job-started");
  session.seek((starts[1] ?? starts[0])?.at ?? 0);
}

const opened = new WeakMap<Session, Promise<void>>();

/** One session per page: the example keeps its run and its moment while another screen is open. */
function open(session: Session, shown: string): Promise<void> {
  const known = opened.get(session);
  if (known) return known;
  const opening = session.select(shown).then(async () => {
    const { scenario } = session.getState();
    if (scenario) await session.select(quiet(scenario));
  });
  opened.set(session, opening);
  return opening;
}

type Scenario = NonNullable<SessionState["scenario"]>;

/**
 * Without a lesson and without faults, but with more jobs: nothing to predict, and only the visitor crashes workers.
 */
function quiet(scenario: Scenario): Scenario {
  return {
    ...withoutLesson(scenario),
    limitMs: 120_000,
    faults: [],
    claims: [],
    knobs: [],
    producers: scenario.producers.map((producer) => ({ ...producer, jobs: 40 })),
    workers: scenario.workers.map((worker) => ({ ...worker, count: 3 })),
  };
}
