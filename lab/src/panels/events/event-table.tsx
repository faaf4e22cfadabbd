import { memo, useLayoutEffect, useRef, useState, type CSSProperties, type KeyboardEvent } from "react";
import { useFiguresShown, useLab, usePlayhead, useRun, useSession } from "../../binding/session-context.tsx";
import { useMedia } from "../../binding/use-media.ts";
import { useSize } from "../../binding/use-size.ts";
import type { Run } from "../../session/types.ts";
import { jobOf, rowOf, type EventRow } from "./event-rows.ts";
import { rowWindow, topToShow } from "./row-window.ts";
import { isAbout } from "../../stage/flow/command-name.ts";
import css from "./event-table.module.css";

/** The height of a row in pixels: one line, or two on a narrow screen. */
const ROW_HEIGHT = 25;
const NARROW_ROW_HEIGHT = 42;
const HEAD_HEIGHT = 28;

/**
 * The run as text. The current row follows the playhead. A click on a row's time seeks to it; a click on its message
 * opens the message's life.
 */
export function EventTable() {
  const run = useRun();
  const { seq } = usePlayhead();
  const shown = useFiguresShown();
  const box = useRef<HTMLDivElement>(null);
  const count = !run ? 0 : shown ? run.index.events.length : seq;
  const { sight, onScroll } = useSight(box, seq, count);
  const focus = useFocusOnCurrent(box, seq);
  const { first, end } = rowWindow(sight, count);

  return (
    <div className={css["box"]} ref={box} role="region" aria-label="Events" tabIndex={0} onScroll={onScroll} {...focus}>
      <table
        className={css["table"]}
        aria-rowcount={count + 1}
        style={{ "--row": `${sight.rowHeight}px`, "--head": `${HEAD_HEIGHT}px` } as CSSProperties}
      >
        <caption className="visually-hidden">Everything that happened in this run, in order</caption>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">Time</th>
            <th scope="col">Who</th>
            <th scope="col">What happened</th>
            <th scope="col">Message</th>
          </tr>
        </thead>
        <tbody>
          <Gap height={first * sight.rowHeight} />
          {run && <Rows run={run} first={first} end={end} current={seq} />}
          <Gap height={(count - end) * sight.rowHeight} />
        </tbody>
      </table>
      {!shown && <p className={css["note"]}>Later events are shown once you have made your prediction.</p>}
    </div>
  );
}

/** Takes the place of the rows that are out of sight. One cell: spanning more columns than a narrow screen has would add one. */
function Gap({ height }: { readonly height: number }) {
  if (height === 0) return null;
  return (
    <tr aria-hidden="true" data-gap>
      <td style={{ blockSize: height }} />
    </tr>
  );
}

type RowsProps = { readonly run: Run; readonly first: number; readonly end: number; readonly current: number };

function Rows({ run: { index }, first, end, current }: RowsProps) {
  const selectedJob = useLab(({ selection }) => (selection?.kind === "job" ? selection.job : null));
  return index.events.slice(first, end).map((event) => {
    const job = jobOf(event);
    const marked = job !== null && selectedJob !== null && isAbout(job, selectedJob);
    return <Row key={event.seq} index={index} event={event} current={event.seq === current} marked={marked} />;
  });
}

/**
 * The visible part of the table. It moves with the scroll bar and with the playhead, whose row is always in sight. Nothing
 * is read from the layout: its size comes from an observer and its scroll position from events.
 */
function useSight(box: React.RefObject<HTMLDivElement | null>, seq: number, count: number) {
  const size = useSize(box);
  const narrow = useMedia("(max-width: 640px)");
  const [top, setTop] = useState(0);
  const [followed, setFollowed] = useState<string | null>(null);
  const atTop = useRef(0);
  const height = Math.max(0, (size?.height ?? 0) - HEAD_HEIGHT);
  const sight = { top, height, rowHeight: narrow ? NARROW_ROW_HEIGHT : ROW_HEIGHT };
  const now = `${seq} of ${count} in ${height}`;
  if (size && now !== followed) {
    setFollowed(now);
    if (seq > 0) setTop(topToShow(seq - 1, sight));
  }
  useLayoutEffect(() => {
    if (!box.current || atTop.current === top) return;
    atTop.current = top;
    box.current.scrollTo({ top });
  }, [box, top]);
  const onScroll = ({ currentTarget }: { readonly currentTarget: HTMLElement }) => {
    atTop.current = currentTarget.scrollTop;
    setTop(currentTarget.scrollTop);
  };
  return { sight, onScroll };
}

/** Keyboard focus on the current row moves with it, even when the old row is no longer drawn. */
function useFocusOnCurrent(box: React.RefObject<HTMLDivElement | null>, seq: number) {
  const at = useRef<string | null>(null);
  const before = useRef(seq);
  useLayoutEffect(() => {
    const wasThere = at.current === String(before.current) && before.current !== seq;
    before.current = seq;
    if (!wasThere) return;
    const button = box.current?.querySelector<HTMLElement>('tr[aria-current="true"] button');
    // Before the first event no row is current.
    (button ?? box.current)?.focus({ preventScroll: true });
  }, [box, seq]);
  return {
    onFocus: ({ target }: { readonly target: Element }) => {
      at.current = target.closest("tr")?.dataset["seq"] ?? null;
    },
    onBlur: () => {
      at.current = null;
    },
  };
}

/** The names of actors that are not on the canvas. */
const WHO: Record<string, string> = { outside: "payment provider" };
const WHO_ELSE: Record<string, string> = { outside: "the outside services", observer: "the broker", runner: "the lab" };

function whoIn({ actor, type }: EventRow, flow: boolean): string {
  if (type === "flow-looked-up") return "somebody";
  return (flow ? undefined : WHO[actor]) ?? WHO_ELSE[actor] ?? actor;
}

type RowProps = {
  readonly index: Run["index"];
  readonly event: Run["index"]["events"][number];
  readonly current: boolean;
  readonly marked: boolean;
};

const Row = memo(function Row({ index, event, current, marked }: RowProps) {
  const session = useSession();
  const row = rowOf(index, event);
  const { job } = row;
  const flow = useLab(({ scenario }) => scenario?.flow !== undefined);
  const seek = () => {
    session.pause();
    session.seek(row.at);
  };
  const onKey = (pressed: KeyboardEvent) => {
    if (pressed.key === "ArrowDown") session.nextEvent();
    else if (pressed.key === "ArrowUp") session.previousEvent();
    else return;
    pressed.preventDefault();
  };
  // The current row's buttons alone are tab stops.
  const tabIndex = current ? 0 : -1;
  return (
    <tr
      data-seq={row.seq}
      data-tone={row.tone}
      data-marked={marked || undefined}
      aria-rowindex={row.seq + 1}
      aria-current={current ? "true" : undefined}
      onClick={seek}
    >
      <td>
        <button
          type="button"
          tabIndex={tabIndex}
          className={`${css["time"]} num`}
          aria-label={`Go to ${row.time}`}
          onKeyDown={onKey}
        >
          {row.time}
        </button>
      </td>
      <td>{whoIn(row, flow)}</td>
      <td title={row.sentence}>
        <span className={css["sentence"]}>
          <Mark tone={row.tone} />
          {row.sentence}
        </span>
      </td>
      <td>
        {job !== null && (
          <button
            type="button"
            tabIndex={tabIndex}
            className={css["job"]}
            aria-label={`The life of ${job}`}
            onClick={(clicked) => {
              clicked.stopPropagation();
              session.choose({ kind: "job", job });
            }}
          >
            {job}
          </button>
        )}
      </td>
    </tr>
  );
});

/** An icon beside the sentence, which says the same in words. */
function Mark({ tone }: { readonly tone: EventRow["tone"] }) {
  const sign = { plain: "·", work: "›", good: "✓", warn: "△", bad: "✕" }[tone];
  return (
    <span className={css["mark"]} data-tone={tone} aria-hidden="true">
      {sign}
    </span>
  );
}
