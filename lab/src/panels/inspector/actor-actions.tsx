import { useLab, useSession } from "../../binding/session-context.tsx";
import { Button } from "../../parts/button.tsx";
import type { WorkerState } from "../../stage/actor/types.ts";
import css from "./inspector.module.css";

/** What can be done to an actor by hand at this moment; each makes a run of its own. */
export function ActorActions({ actor, state }: { readonly actor: string; readonly state: WorkerState }) {
  const session = useSession();
  const recorded = useLab((state) => state.recorded !== null);
  if (recorded || state === "starting" || state === "stopped") return null;
  return (
    <div className={css["actions"]} role="group" aria-label={`What can happen to ${actor} now`}>
      {state === "crashed" ? (
        <Button icon="restart" onClick={() => void session.restart(actor)}>
          Start {actor} again
        </Button>
      ) : (
        <>
          <Button icon="crash" aria-keyshortcuts="K" onClick={() => void session.crash(actor)}>
            Crash {actor} now
          </Button>
          <PauseOrGoOn actor={actor} paused={state === "paused"} />
        </>
      )}
    </div>
  );
}

function PauseOrGoOn({ actor, paused }: { readonly actor: string; readonly paused: boolean }) {
  const session = useSession();
  if (paused) {
    return (
      <Button icon="play" aria-keyshortcuts="F" onClick={() => void session.letGoOn(actor)}>
        Go on
      </Button>
    );
  }
  return (
    <Button
      icon="paused"
      aria-keyshortcuts="F"
      title={`${actor} lives and does nothing, until it goes on`}
      onClick={() => void session.pauseActor(actor)}
    >
      Pause
    </Button>
  );
}
