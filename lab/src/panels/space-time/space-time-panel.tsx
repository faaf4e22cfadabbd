import { useMemo, useRef, useState } from "react";
import { useFiguresShown, usePlayhead, useRun, useSession } from "../../binding/session-context.tsx";
import { useFrame } from "../../binding/use-frame.ts";
import { useReducedMotion } from "../../binding/use-media.ts";
import { useSize } from "../../binding/use-size.ts";
import { formatExact } from "../../parts/format.ts";
import type { Run } from "../../session/types.ts";
import { eventRow } from "../events/event-rows.ts";
import panelCss from "../panels.module.css";
import { Drawing, LANE_PX, PLAYHEAD_PART, timeAt } from "./drawing.tsx";
import { currentPlace, goodSpan, lanesOf, neighboursOf, spaceTimeIn, SPANS_MS } from "./space-time.ts";
import css from "./space-time.module.css";

/** One lane per actor, and what caused what between them. Time runs with the playhead. */
export function SpaceTimePanel() {
  const run = useRun();
  return run && <SpaceTimeOf key={run.id} run={run} />;
}

function SpaceTimeOf({ run }: { readonly run: Run }) {
  const { index } = run;
  const { atMs, seq } = usePlayhead();
  const shown = useFiguresShown();
  const [span, setSpan] = useState(() => goodSpan(index));
  const count = shown ? index.events.length : seq;
  const place = currentPlace(index, atMs);
  return (
    <div className={css["panel"]}>
      <div className={css["head"]}>
        <label>
          In sight{" "}
          <select
            className={panelCss["select"]}
            value={span}
            onChange={(event) => setSpan(Number(event.currentTarget.value))}
          >
            {SPANS_MS.map((ms) => (
              <option key={ms} value={ms}>
                {ms / 1000} s
              </option>
            ))}
          </select>
        </label>
        <span className={panelCss["muted"]}>
          A line leads from an event to what it caused in another lane. What no path of lines connects may have happened
          in any order.
        </span>
      </div>
      <Lanes run={run} span={span} count={count} place={place} />
      {place === null ? (
        <p className={panelCss["muted"]}>Nothing has happened yet.</p>
      ) : (
        <Causes run={run} place={place} count={count} />
      )}
    </div>
  );
}

type LanesProps = {
  readonly run: Run;
  readonly span: number;
  readonly count: number;
  readonly place: number | null;
};

function Lanes({ run: { index }, span, count, place }: LanesProps) {
  const session = useSession();
  const { atMs } = usePlayhead();
  const box = useRef<HTMLDivElement>(null);
  const moving = useRef<SVGGElement>(null);
  const width = useSize(box)?.width ?? 0;
  const still = useReducedMotion();
  const lanes = lanesOf(index);
  const from = atMs - span * PLAYHEAD_PART;
  const scene = useMemo(() => spaceTimeIn(index, { from, to: from + span, count }), [index, from, span, count]);
  useFrame((moment) => {
    const shift = still ? 0 : ((atMs - moment) / span) * width;
    moving.current?.setAttribute("transform", `translate(${shift} 0)`);
  });
  const onClick = ({ clientX, clientY, currentTarget }: React.MouseEvent) => {
    const { left, top } = currentTarget.getBoundingClientRect();
    session.pause();
    session.seek(timeAt(scene, { x: clientX - left, y: clientY - top, from, span, width }));
  };
  const current =
    place === null ? "nothing yet" : eventRow(index.events[place] as Run["index"]["events"][number]).sentence;
  return (
    <div className={css["lanes"]}>
      <ol className={css["names"]} aria-label="Lanes">
        {lanes.map((actor) => (
          <li key={actor} style={{ blockSize: LANE_PX }}>
            {actor}
          </li>
        ))}
      </ol>
      <div className={css["canvas"]} ref={box}>
        <svg
          role="img"
          aria-label={`Space-time diagram of ${lanes.length} actors around ${formatExact(atMs)}: ${current}`}
          width={width}
          height={lanes.length * LANE_PX}
          onClick={onClick}
        >
          <Drawing
            index={index}
            scene={scene}
            view={{ from, span, width, lanes: lanes.length }}
            place={place}
            ref={moving}
          />
        </svg>
      </div>
    </div>
  );
}

type CausesProps = { readonly run: Run; readonly place: number; readonly count: number };
/** More effects than this are counted. */
const MOST_EFFECTS = 8;

/** The same as text: the current event, what it follows from, and what it leads to. */
function Causes({ run: { index }, place, count }: CausesProps) {
  const { cause, effects } = neighboursOf(index, place, count);
  const more = effects.length - MOST_EFFECTS;
  return (
    <dl className={css["causes"]}>
      <dt>Because of</dt>
      <dd>{cause === null ? "nothing in the trace" : <EventLink run={index} place={cause} />}</dd>
      <dt>Now</dt>
      <dd>
        <EventLink run={index} place={place} />
      </dd>
      <dt>Leads to</dt>
      <dd>
        {effects.slice(0, MOST_EFFECTS).map((effect) => (
          <EventLink key={effect} run={index} place={effect} />
        ))}
        {effects.length === 0 && "nothing in the trace so far"}
        {more > 0 && ` and ${more} more`}
      </dd>
    </dl>
  );
}

function EventLink({ run: { events }, place }: { readonly run: Run["index"]; readonly place: number }) {
  const session = useSession();
  const event = events[place];
  if (event === undefined) return null;
  const { time, sentence } = eventRow(event);
  const seek = () => {
    session.pause();
    session.seek(event.at);
  };
  return (
    <button type="button" className={css["link"]} onClick={seek}>
      <span className="num">{time}</span> {sentence}
    </button>
  );
}
