import { useLab, useSession } from "../../binding/session-context.tsx";
import { Button } from "../../parts/button.tsx";
import type { WorkerState } from "../../stage/actor/types.ts";
import css from "./inspector.module.css";

/** The interventions on an actor at this moment. Each one makes a new run. */
export function ActorActions({ actor, state }: { readonly actor: string; readonly state: WorkerState }) {
  const session = useSession();
  const recorded = useLab((state) => state.recorded !== null);
  if (recorded || state === "starting" || state === "stopped") return null;
  return (
    <div className={css["actions"]} role="group" aria-label={`Actions for ${actor}`}>
      {state === "crashed" ? (
        <Button icon="restart" onClick={() => void session.restart(actor)}>
          Restart {actor}
        </Button>
      ) : (
        <>
          <Button icon="crash" aria-keyshortcuts="K" onClick={() => void session.crash(actor)}>
            Crash {actor} now
          </Button>
          <PauseOrResume actor={actor} paused={state === "paused"} />
        </>
      )}
    </div>
  );
}

function PauseOrResume({ actor, paused }: { readonly actor: string; readonly paused: boolean }) {
  const session = useSession();
  if (paused) {
    return (
      <Button icon="play" aria-keyshortcuts="F" onClick={() => void session.letGoOn(actor)}>
        Resume
      </Button>
    );
  }
  return (
    <Button
      icon="paused"
      aria-keyshortcuts="F"
      title={`${actor} stays alive but does nothing until it is resumed`}
      onClick={() => void session.pauseActor(actor)}
    >
      Pause
    </Button>
  );
}
