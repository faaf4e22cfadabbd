import { useCallback, useDeferredValue, useLayoutEffect, useMemo, useRef, useState, type CSSProperties } from "react";
import { useFiguresShown, useLab, usePlayhead, useRun, useSession } from "../../binding/session-context.tsx";
import { useMedia } from "../../binding/use-media.ts";
import { useSize } from "../../binding/use-size.ts";
import type { Run } from "../../session/types.ts";
import { jobOf } from "./event-rows.ts";
import { Row, type Step } from "./event-row.tsx";
import { countHits, hitsOf, hitTime, NO_FILTER, placeOf, type Hits } from "./filter.ts";
import { FilterBar } from "./filter-bar.tsx";
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
  const [filter, setFilter] = useState(NO_FILTER);
  // Typing goes on while a long run is searched.
  const asked = useDeferredValue(filter);
  const hits = useMemo(() => (run ? hitsOf(run.index, asked) : null), [run, asked]);
  return (
    <div className={css["events"]}>
      {run && <FilterBar index={run.index} filter={filter} onChange={setFilter} hits={hits} />}
      <Table run={run} hits={hits} />
    </div>
  );
}

function Table({ run, hits }: { readonly run: Run | null; readonly hits: Hits }) {
  const { seq } = usePlayhead();
  const shown = useFiguresShown();
  const box = useRef<HTMLDivElement>(null);
  const count = !run ? 0 : countHits(hits, shown ? run.index.events.length : seq);
  // The last row at or before the playhead; with a filter, its event may be an earlier one.
  const current = Math.min(count, countHits(hits, seq));
  const { sight, onScroll } = useSight(box, current, count);
  const focus = useFocusOnCurrent(box, current);
  const { first, end } = rowWindow(sight, count);
  const step = useStep(run, hits, count);

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
          {run && <Rows run={run} hits={hits} first={first} end={end} current={current} step={step} />}
          <Gap height={(count - end) * sight.rowHeight} />
        </tbody>
      </table>
      {!shown && <p className={css["note"]}>Later events are shown once you have made your prediction.</p>}
    </div>
  );
}

/** From event to event; with a filter, from hit to hit. */
function useStep(run: Run | null, hits: Hits, rows: number): Step {
  const session = useSession();
  return useCallback(
    (by) => {
      if (hits === null || !run) return void (by > 0 ? session.nextEvent() : session.previousEvent());
      const next = hitTime(run.index, hits, { rows, atMs: session.playhead.get(), by });
      session.pause();
      if (next !== null) session.seek(next);
    },
    [session, run, hits, rows],
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

type RowsProps = {
  readonly run: Run;
  readonly hits: Hits;
  readonly first: number;
  readonly end: number;
  /** Counted from 1; 0: none. */
  readonly current: number;
  readonly step: Step;
};

function Rows({ run: { index }, hits, first, end, current, step }: RowsProps) {
  const selectedJob = useLab(({ selection }) => (selection?.kind === "job" ? selection.job : null));
  return Array.from({ length: end - first }, (_, i) => {
    const row = first + i + 1;
    const event = index.events[placeOf(hits, row - 1)];
    if (event === undefined) return null;
    const job = jobOf(event);
    const marked = job !== null && selectedJob !== null && isAbout(job, selectedJob);
    return (
      <Row
        key={event.seq}
        index={index}
        event={event}
        row={row}
        current={row === current}
        step={step}
        marked={marked}
      />
    );
  });
}

/**
 * The visible part of the table. It moves with the scroll bar and with the playhead, whose row is always in sight. Nothing
 * is read from the layout: its size comes from an observer and its scroll position from events.
 */
function useSight(box: React.RefObject<HTMLDivElement | null>, row: number, count: number) {
  const size = useSize(box);
  const narrow = useMedia("(max-width: 640px)");
  const [top, setTop] = useState(0);
  const [followed, setFollowed] = useState<string | null>(null);
  const atTop = useRef(0);
  const height = Math.max(0, (size?.height ?? 0) - HEAD_HEIGHT);
  const sight = { top, height, rowHeight: narrow ? NARROW_ROW_HEIGHT : ROW_HEIGHT };
  const now = `${row} of ${count} in ${height}`;
  if (size && now !== followed) {
    setFollowed(now);
    if (row > 0) setTop(topToShow(row - 1, sight));
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
function useFocusOnCurrent(box: React.RefObject<HTMLDivElement | null>, row: number) {
  const at = useRef<string | null>(null);
  const before = useRef(row);
  useLayoutEffect(() => {
    const wasThere = at.current === String(before.current) && before.current !== row;
    before.current = row;
    if (!wasThere) return;
    const button = box.current?.querySelector<HTMLElement>('tr[aria-current="true"] button');
    // Before the first event no row is current.
    (button ?? box.current)?.focus({ preventScroll: true });
  }, [box, row]);
  return {
    onFocus: ({ target }: { readonly target: Element }) => {
      at.current = target.closest("tr")?.dataset["row"] ?? null;
    },
    onBlur: () => {
      at.current = null;
    },
  };
}
