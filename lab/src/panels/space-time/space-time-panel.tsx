import { useMemo, useRef, useState, type MouseEvent } from "react";
import { useFiguresShown, usePlayhead, useRun, useSession } from "../../binding/session-context.tsx";
import { useFrame } from "../../binding/use-frame.ts";
import { useReducedMotion } from "../../binding/use-media.ts";
import { useSize } from "../../binding/use-size.ts";
import { formatExact } from "../../parts/format.ts";
import type { Run } from "../../session/types.ts";
import { eventRow } from "../events/event-rows.ts";
import panelCss from "../panels.module.css";
import { Drawing, LANE_PX, PLAYHEAD_PART, timeAt } from "./drawing.tsx";
import { currentPlace, goodSpan, lanesOf, neighboursOf, sameMoment, spaceTimeIn, SPANS_MS } from "./space-time.ts";
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
  const [picked, setPicked] = useState<number | null>(null);
  const last = currentPlace(index, atMs);
  // Of several events of one moment, the one that was clicked.
  const place = picked !== null && last !== null && index.eventTimes[picked] === index.eventTimes[last] ? picked : last;
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
          A line leads from an event to what it caused in another lane. Where no path along lanes and lines connects two
          events, neither had to come first.
        </span>
      </div>
      <Lanes run={run} span={span} count={count} place={place} />
      {place === null ? (
        <p className={panelCss["muted"]}>Nothing has happened yet.</p>
      ) : (
        <Causes run={run} place={place} count={count} pick={setPicked} />
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
  const onClick = ({ clientX, clientY, currentTarget }: MouseEvent<HTMLElement>) => {
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
      {/* For the mouse; the links below lead to the same moments. */}
      <div className={css["canvas"]} ref={box} role="presentation" onClick={onClick}>
        <svg
          role="img"
          aria-label={`Space-time diagram of ${lanes.length} actors around ${formatExact(atMs)}: ${current}`}
          width={width}
          height={lanes.length * LANE_PX}
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

type CausesProps = {
  readonly run: Run;
  readonly place: number;
  readonly count: number;
  readonly pick: (place: number) => void;
};
/** More events than this are counted. */
const MOST = 8;

/** The same as text: the current event, what it follows from, and what it leads to. */
function Causes({ run: { index }, place, count, pick }: CausesProps) {
  const { cause, effects } = neighboursOf(index, place, count);
  const told = new Set([cause, place, ...effects]);
  const others = sameMoment(index, place, count).filter((one) => !told.has(one));
  return (
    <dl className={css["causes"]}>
      <Links
        name="Because of"
        places={cause === null ? [] : [cause]}
        index={index}
        pick={pick}
        none="nothing in the trace"
      />
      <Links name="Now" places={[place]} index={index} pick={pick} none="" />
      <Links name="Leads to" places={effects} index={index} pick={pick} none="nothing in the trace so far" />
      {others.length > 0 && <Links name="Same moment" places={others} index={index} pick={pick} none="" />}
    </dl>
  );
}

type LinksProps = {
  readonly name: string;
  readonly places: readonly number[];
  readonly index: Run["index"];
  readonly pick: (place: number) => void;
  readonly none: string;
};

function Links({ name, places, index, pick, none }: LinksProps) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {places.length === 0 && none}
        {places.slice(0, MOST).map((place) => (
          <EventLink key={place} events={index.events} place={place} pick={pick} />
        ))}
        {places.length > MOST && ` and ${places.length - MOST} more`}
      </dd>
    </>
  );
}

type EventLinkProps = {
  readonly events: Run["index"]["events"];
  readonly place: number;
  readonly pick: (place: number) => void;
};

function EventLink({ events, place, pick }: EventLinkProps) {
  const session = useSession();
  const event = events[place];
  if (event === undefined) return null;
  const { time, sentence } = eventRow(event);
  const seek = () => {
    pick(place);
    session.pause();
    session.seek(event.at);
  };
  return (
    <button type="button" className={css["link"]} onClick={seek}>
      <span className="num">{time}</span> {sentence}
    </button>
  );
}
