import { useMemo, useRef, type KeyboardEvent } from "react";
import { useFiguresShown, usePlayhead, useRun, useSession } from "../../binding/session-context.tsx";
import { useFrame } from "../../binding/use-frame.ts";
import { useSize } from "../../binding/use-size.ts";
import { formatExact } from "../../parts/format.ts";
import { useReducedMotion } from "../../binding/use-media.ts";
import type { Session } from "../../session/types.ts";
import type { Marks } from "./types.ts";
import { Flags } from "./flags.tsx";
import { LANE_HEIGHT, lanesOf, Scale } from "./scale.tsx";
import css from "./time-machine.module.css";

/** The run as a scale: a lane of ticks per kind of event, flags above, and a playhead to drag. */
export function Scrubber({ caption }: { readonly caption: string }) {
  const run = useRun();
  return run && <RunScale marks={run.marks} caption={caption} />;
}

/** With reduced motion, the playhead jumps from event to event during playback. */
function lastEventAt(session: Session, moment: number): number {
  const { run, playing } = session.getState();
  if (!run || !playing) return moment;
  return run.outcome.events[session.playhead.snapshot().seq - 1]?.at ?? 0;
}

function RunScale({ marks, caption }: { readonly marks: Marks; readonly caption: string }) {
  const session = useSession();
  const { atMs } = usePlayhead();
  const track = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const veil = useRef<HTMLDivElement>(null);
  const size = useSize(track);
  const width = size?.width ?? 0;
  const lanes = useMemo(() => lanesOf(marks), [marks]);
  const shown = useFiguresShown();
  const still = useReducedMotion();
  useFrame((moment) => {
    const ms = still ? lastEventAt(session, moment) : moment;
    const x = marks.endMs === 0 ? 0 : (ms / marks.endMs) * width;
    if (head.current) head.current.style.transform = `translateX(${x}px)`;
    if (veil.current) veil.current.style.insetInlineStart = `${x}px`;
  });
  const onKey = (event: KeyboardEvent) => {
    // The lab handles the arrows, Home and End everywhere. The slider keeps its own large steps.
    if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      session.step(event.key === "PageUp" ? 1000 : -1000);
    } else if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") event.preventDefault();
  };
  return (
    <div className={css["scrubber"]}>
      <ul className={css["lanes"]} aria-hidden="true">
        {lanes.map((lane) => (
          <li key={lane.word} style={{ blockSize: LANE_HEIGHT }}>
            {lane.word}
          </li>
        ))}
      </ul>
      <div className={css["track"]} ref={track}>
        <Flags marks={marks} width={width} />
        <div className={css["rail"]}>
          <Scale marks={marks} lanes={lanes} />
          {!shown && <div className={css["veil"]} ref={veil} />}
          <input
            type="range"
            className={css["range"]}
            min={0}
            max={Math.ceil(marks.endMs)}
            step={1}
            value={Math.round(atMs)}
            aria-label="Moment in the run"
            aria-valuetext={`${formatExact(atMs)}. ${caption}`}
            onChange={(event) => session.seek(event.currentTarget.valueAsNumber)}
            onKeyDown={onKey}
          />
          <div className={css["head"]} ref={head} aria-hidden="true" />
        </div>
      </div>
    </div>
  );
}
