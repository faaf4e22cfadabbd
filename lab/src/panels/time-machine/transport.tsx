import { useLab, useSession } from "../../binding/session-context.tsx";
import { Button, IconButton } from "../../parts/button.tsx";
import { Icon } from "../../parts/icons.tsx";
import { SPEEDS } from "../../session/types.ts";
import css from "./time-machine.module.css";

/** The length of a step. */
export const STEP_MS = 100;

export function Transport() {
  const session = useSession();
  const playing = useLab((state) => state.playing);
  const disabled = useLab((state) => state.run === null);
  return (
    <div className={css["transport"]} role="group" aria-label="Playback">
      <IconButton icon="startOver" label="Start over" disabled={disabled} onClick={() => void session.startOver()} />
      <IconButton
        icon="stepBack"
        label={`Step back ${STEP_MS} ms`}
        shortcut="Shift+←"
        disabled={disabled}
        onClick={() => session.step(-STEP_MS)}
      />
      <IconButton
        icon="previous"
        label="Previous event"
        shortcut="←"
        disabled={disabled}
        onClick={() => session.previousEvent()}
      />
      <Button
        look="round"
        disabled={disabled}
        aria-label={playing ? "Pause" : "Play"}
        title={playing ? "Pause (Space)" : "Play (Space)"}
        aria-keyshortcuts="Space"
        onClick={() => session.toggle()}
      >
        <Icon name={playing ? "pause" : "play"} size={22} />
      </Button>
      <IconButton icon="next" label="Next event" shortcut="→" disabled={disabled} onClick={() => session.nextEvent()} />
      <IconButton
        icon="stepForward"
        label={`Step ${STEP_MS} ms`}
        shortcut="Shift+→"
        disabled={disabled}
        onClick={() => session.step(STEP_MS)}
      />
    </div>
  );
}

export function Pace() {
  const session = useSession();
  const speed = useLab((state) => state.speed);
  const skipIdle = useLab((state) => state.skipIdle);
  return (
    <div className={css["pace"]}>
      <label>
        <span>Speed</span>
        <select value={speed} onChange={(event) => session.setSpeed(Number(event.currentTarget.value))}>
          {SPEEDS.map((one) => (
            <option key={one} value={one}>
              {one < 1 ? `1/${1 / one}` : one}×
            </option>
          ))}
        </select>
      </label>
      <label>
        <input
          type="checkbox"
          checked={skipIdle}
          onChange={(event) => session.setSkipIdle(event.currentTarget.checked)}
        />
        <span>Skip idle</span>
      </label>
    </div>
  );
}
