import { useLab, useSession } from "../../binding/session-context.tsx";
import css from "../canvas/nodes.module.css";

/** What can be done to an actor at this moment: crash it while it runs, start it again once it is dead. */
export function CrashOrRestart({ name, state }: { readonly name: string; readonly state: string }) {
  const session = useSession();
  const recorded = useLab((state) => state.recorded !== null);
  if (recorded) return null;
  if (state === "crashed") {
    return (
      <button
        type="button"
        className={css["restartButton"]}
        onClick={() => void session.restart(name)}
        aria-label={`Restart: ${name}`}
      >
        Restart
      </button>
    );
  }
  if (state !== "idle" && state !== "working" && state !== "paused") return null;
  return (
    <button
      type="button"
      className={css["crashButton"]}
      onClick={() => void session.crash(name)}
      aria-label={`Crash now: ${name}`}
      title={`${name} crashes at this moment`}
    >
      Crash now
    </button>
  );
}
