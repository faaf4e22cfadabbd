import { useMemo, useRef } from "react";
import { useRun } from "../../binding/session-context.tsx";
import { useSize } from "../../binding/use-size.ts";
import type { Marks } from "./types.ts";
import { Flags } from "./flags.tsx";
import { MomentRail } from "./moment-rail.tsx";
import { LANE_HEIGHT, lanesOf, Scale } from "./scale.tsx";
import css from "./time-machine.module.css";

/** The run as a scale: a lane of ticks per kind of event, flags above, and a playhead to drag. */
export function Scrubber({ caption }: { readonly caption: string }) {
  const run = useRun();
  return run && <RunScale marks={run.marks} caption={caption} />;
}

function RunScale({ marks, caption }: { readonly marks: Marks; readonly caption: string }) {
  const track = useRef<HTMLDivElement>(null);
  const width = useSize(track)?.width ?? 0;
  const lanes = useMemo(() => lanesOf(marks), [marks]);
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
          <MomentRail endMs={marks.endMs} label="Moment in the run" caption={caption} />
        </div>
      </div>
    </div>
  );
}
