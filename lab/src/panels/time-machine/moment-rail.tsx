import { useRef, type KeyboardEvent } from "react";
import { useFiguresShown, usePlayhead, useSession } from "../../binding/session-context.tsx";
import { useFrame } from "../../binding/use-frame.ts";
import { useReducedMotion } from "../../binding/use-media.ts";
import { useSize } from "../../binding/use-size.ts";
import { formatExact } from "../../parts/format.ts";
import type { Session } from "../../session/types.ts";
import css from "./time-machine.module.css";

export type MomentRailProps = {
  readonly endMs: number;
  readonly label: string;
  /** What is so at this moment; the time comes before it. */
  readonly caption: string;
};

/** The playhead over something that is drawn along the run's time: click it, drag it, or move it with the keys. */
export function MomentRail({ endMs, label, caption }: MomentRailProps) {
  const session = useSession();
  const { atMs } = usePlayhead();
  const rail = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const veil = useRef<HTMLDivElement>(null);
  const width = useSize(rail)?.width ?? 0;
  const shown = useFiguresShown();
  const still = useReducedMotion();
  useFrame((moment) => {
    const ms = still ? lastEventAt(session, moment) : moment;
    const x = endMs === 0 ? 0 : (ms / endMs) * width;
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
    <div className={css["over"]} ref={rail}>
      {!shown && <div className={css["veil"]} ref={veil} />}
      <input
        type="range"
        className={css["range"]}
        min={0}
        max={Math.ceil(endMs)}
        step={1}
        value={Math.round(atMs)}
        aria-label={label}
        aria-valuetext={`${formatExact(atMs)}. ${caption}`}
        onChange={(event) => session.seek(event.currentTarget.valueAsNumber)}
        onKeyDown={onKey}
      />
      <div className={css["head"]} ref={head} aria-hidden="true" />
    </div>
  );
}

/** With reduced motion, the playhead jumps from event to event during playback. */
function lastEventAt(session: Session, moment: number): number {
  const { run, playing } = session.getState();
  if (!run || !playing) return moment;
  return run.outcome.events[session.playhead.snapshot().seq - 1]?.at ?? 0;
}
