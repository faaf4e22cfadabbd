import { useEffect } from "react";
import { useLab, useSession } from "../binding/session-context.tsx";
import type { Session, SessionState } from "../session/types.ts";
import { StageCanvas } from "../canvas/stage-canvas.tsx";
import { TimeMachine } from "../panels/time-machine.tsx";
import { Announcer } from "./announcer.tsx";
import { FailureCard } from "./failure-card.tsx";
import css from "./home.module.css";
import { useReducedMotion } from "./use-media.ts";

const SHOWN = "crash-redelivery";

/** A run on the home screen: it plays by itself where motion is welcome, and a click on a worker crashes it. */
export function Example() {
  const session = useSession();
  const still = useReducedMotion();
  const failure = useLab((state) => state.failure);
  useEffect(() => {
    let left = false;
    void open(session).then(() => {
      if (!still && !left) session.play();
    });
    return () => {
      left = true;
      session.pause();
    };
  }, [session, still]);
  return (
    <div className={css["example"]}>
      <p className={css["invitation"]}>
        Click a worker. It dies at once, with whatever it holds. Watch what becomes of its job.
      </p>
      <div className={css["canvas"]}>
        {failure ? <FailureCard failure={failure} /> : <StageCanvas controls={false} />}
      </div>
      <TimeMachine />
      <Announcer />
    </div>
  );
}

const opened = new WeakMap<Session, Promise<void>>();

/** Once a page: the example keeps its run and its moment while one looks elsewhere. */
function open(session: Session): Promise<void> {
  const known = opened.get(session);
  if (known) return known;
  const opening = session.select(SHOWN).then(async () => {
    const { scenario } = session.getState();
    if (scenario) await session.select(quiet(scenario));
  });
  opened.set(session, opening);
  return opening;
}

type Scenario = NonNullable<SessionState["scenario"]>;

/** Without lesson and faults, and with more to do: nothing to predict, and nobody dies but by the visitor's hand. */
function quiet(scenario: Scenario): Scenario {
  const { lesson: _lesson, ...plain } = scenario;
  return {
    ...plain,
    faults: [],
    claims: [],
    knobs: [],
    producers: scenario.producers.map((producer) => ({ ...producer, jobs: 16 })),
    workers: scenario.workers.map((worker) => ({ ...worker, count: 3 })),
  };
}
