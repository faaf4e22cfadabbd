import { useMemo, useRef, type KeyboardEvent } from "react";
import { useReducedMotion } from "../binding/use-media.ts";
import { usePlayhead } from "../binding/session-context.tsx";
import { useSize } from "../binding/use-size.ts";
import { Flags } from "../panels/time-machine/flags.tsx";
import { Scale, type Lane } from "../panels/time-machine/scale.tsx";
import machine from "../panels/time-machine/time-machine.module.css";
import { useCaption } from "../panels/time-machine/time-machine.tsx";
import { Pace, Transport } from "../panels/time-machine/transport.tsx";
import { formatExact } from "../parts/format.ts";
import { lastBefore } from "../stage/trace/sorted.ts";
import { SIDES, type Side } from "./types.ts";
import type { TwinSession } from "../session/twin-types.ts";
import { DivergenceMarks } from "./divergence-marks.tsx";
import css from "./twin-machine.module.css";
import { SideProvider, useJointFrame, useJointPlayhead, useTwin, useTwinState } from "./twin-context.tsx";

/** One time machine for both runs: the current moment, the important events of each run, and the divergences. */
export function TwinMachine() {
  const { endMs } = useJointPlayhead();
  const now = useRef<HTMLOutputElement>(null);
  useJointFrame((ms) => {
    const text = formatExact(ms);
    if (now.current && now.current.textContent !== text) now.current.textContent = text;
  });
  return (
    <section className={machine["machine"]} aria-label="Time machine">
      <div className={machine["controls"]}>
        {/* Time is the same on both sides: one of them stands for both. */}
        <SideProvider side="glue">
          <Transport />
        </SideProvider>
        <p className={machine["moment"]}>
          <output ref={now} className={machine["now"]} aria-label="Current moment" aria-live="off" />
          <span className={machine["end"]}>of {formatExact(endMs)}</span>
        </p>
        <dl className={css["captions"]}>
          {SIDES.map((side) => (
            <SideProvider key={side} side={side}>
              <Caption side={side} />
            </SideProvider>
          ))}
        </dl>
        <SideProvider side="glue">
          <Pace />
        </SideProvider>
      </div>
      <TwinScrubber />
    </section>
  );
}

function Caption({ side }: { readonly side: Side }) {
  const caption = useCaption();
  const names = useTwinState((state) => state.names);
  const { atMs, endMs } = usePlayhead();
  return (
    <div>
      <dt>{names[side].short}</dt>
      <dd>{atMs >= endMs && endMs > 0 ? "The run is over." : caption}</dd>
    </div>
  );
}

function TwinScrubber() {
  const twin = useTwin();
  const runs = useTwinState((state) => state.runs);
  const names = useTwinState((state) => state.names);
  const { atMs, endMs } = useJointPlayhead();
  const track = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const width = useSize(track)?.width ?? 0;
  const still = useReducedMotion();
  const marks = useMemo(
    () =>
      runs && {
        glue: { ...runs.glue.marks, endMs },
        orchestrated: { ...runs.orchestrated.marks, endMs },
      },
    [runs, endMs],
  );
  useJointFrame((moment) => {
    const x = endMs === 0 ? 0 : ((still ? eventBefore(twin, moment) : moment) / endMs) * width;
    if (head.current) head.current.style.transform = `translateX(${x}px)`;
  });
  return (
    <div className={css["scrubber"]}>
      <ul className={css["rows"]} aria-hidden="true">
        <li>they diverge</li>
        {SIDES.map((side) => (
          <li key={side} data-flags>
            {names[side].short}
          </li>
        ))}
        {SIDES.map((side) => (
          <li key={side} data-lane>
            {names[side].short}
          </li>
        ))}
      </ul>
      <div className={machine["track"]} ref={track}>
        <DivergenceMarks width={width} endMs={endMs} />
        {SIDES.map((side) => (
          <SideProvider key={side} side={side}>
            <div className={css["flags"]} role="group" aria-label={names[side].short}>
              {marks && <Flags marks={marks[side]} width={width} />}
            </div>
          </SideProvider>
        ))}
        <div className={machine["rail"]}>
          {SIDES.map((side) => marks && <Scale key={side} marks={marks[side]} lanes={ONE_LANE} />)}
          <input
            type="range"
            className={machine["range"]}
            min={0}
            max={Math.ceil(endMs)}
            step={1}
            value={Math.round(atMs)}
            aria-label="Moment in both runs"
            aria-valuetext={formatExact(atMs)}
            onChange={(event) => twin.sides.glue.seek(event.currentTarget.valueAsNumber)}
            onKeyDown={(event) => onKey(event, twin)}
          />
          <div className={machine["head"]} ref={head} aria-hidden="true" />
        </div>
      </div>
    </div>
  );
}

/** All events of one side in one lane: there is room for two lanes. */
const ONE_LANE: readonly Lane[] = [
  { word: "all", kinds: ["asked", "commanded", "outside", "step-answered", "answered", "gave-up", "ended"] },
];

/** With reduced motion, the playhead jumps from event to event during playback. */
function eventBefore(twin: TwinSession, moment: number): number {
  const { runs, playing } = twin.getState();
  if (!runs || !playing) return moment;
  const before = (side: Side) => lastBefore(runs[side].index.moments, moment + 1) ?? 0;
  return Math.max(before("glue"), before("orchestrated"));
}

/** The arrows, Home and End are the lab's own, everywhere; a slider's own large steps stay. */
function onKey(event: KeyboardEvent, twin: TwinSession): void {
  if (event.key === "PageUp" || event.key === "PageDown") {
    event.preventDefault();
    twin.sides.glue.step(event.key === "PageUp" ? 1000 : -1000);
  } else if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") event.preventDefault();
}
