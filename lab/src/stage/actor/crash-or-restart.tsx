import { useLab, useSession } from "../../binding/session-context.tsx";
import css from "../canvas/nodes.module.css";

/** The button that crashes a running actor or restarts a crashed one at this moment. */
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
