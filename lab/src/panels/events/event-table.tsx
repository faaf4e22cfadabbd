import { memo, useEffect, useMemo, useRef, type KeyboardEvent } from "react";
import { useFiguresShown, useLab, usePlayhead, useRun, useSession } from "../../binding/session-context.tsx";
import { eventRows, type EventRow } from "./event-rows.ts";
import { isAbout } from "../../stage/flow/command-name.ts";
import css from "./event-table.module.css";

/**
 * The run as text. The current row follows the playhead. A click on a row's time seeks to it; a click on its message
 * opens the message's life.
 */
export function EventTable() {
  const run = useRun();
  const { seq, atMs } = usePlayhead();
  const shown = useFiguresShown();
  const selectedJob = useLab(({ selection }) => (selection?.kind === "job" ? selection.job : null));
  const box = useRef<HTMLDivElement>(null);
  const all = useMemo(() => (run ? eventRows(run.index) : []), [run]);
  const rows = shown ? all : all.filter((row) => row.at <= atMs);
  useCurrentRow(box, seq, rows);

  return (
    <div className={css["box"]} ref={box} role="region" aria-label="Events" tabIndex={0}>
      <table className={css["table"]}>
        <caption className="visually-hidden">Everything that happened in this run, in order</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Who</th>
            <th scope="col">What happened</th>
            <th scope="col">Message</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row
              key={row.seq}
              row={row}
              marked={row.job !== null && selectedJob !== null && isAbout(row.job, selectedJob)}
            />
          ))}
        </tbody>
      </table>
      {!shown && <p className={css["note"]}>Later events are shown once you have made your prediction.</p>}
    </div>
  );
}

/** The names of actors that are not on the canvas. */
const WHO: Record<string, string> = { outside: "payment provider" };
const WHO_ELSE: Record<string, string> = { outside: "the outside services", observer: "the broker", runner: "the lab" };

function whoIn({ actor, type }: EventRow, flow: boolean): string {
  if (type === "flow-looked-up") return "somebody";
  return (flow ? undefined : WHO[actor]) ?? WHO_ELSE[actor] ?? actor;
}

const Row = memo(function Row({ row, marked }: { readonly row: EventRow; readonly marked: boolean }) {
  const session = useSession();
  const { job } = row;
  const flow = useLab(({ scenario }) => scenario?.flow !== undefined);
  const seek = () => {
    session.pause();
    session.seek(row.at);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") session.nextEvent();
    else if (event.key === "ArrowUp") session.previousEvent();
    else return;
    event.preventDefault();
  };
  return (
    <tr data-seq={row.seq} data-tone={row.tone} data-marked={marked || undefined} onClick={seek}>
      <td>
        <button
          type="button"
          tabIndex={-1}
          className={`${css["time"]} num`}
          aria-label={`Go to ${row.time}`}
          onKeyDown={onKey}
        >
          {row.time}
        </button>
      </td>
      <td>{whoIn(row, flow)}</td>
      <td>
        <Mark tone={row.tone} />
        {row.sentence}
      </td>
      <td>
        {job !== null && (
          <button
            type="button"
            tabIndex={-1}
            className={css["job"]}
            aria-label={`The life of ${job}`}
            onClick={(event) => {
              event.stopPropagation();
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

/** Marks the current row and keeps it in view without rendering the table again. Only its buttons are tab stops. */
function useCurrentRow(box: React.RefObject<HTMLDivElement | null>, seq: number, rows: readonly EventRow[]): void {
  useEffect(() => {
    const region = box.current;
    if (!region) return;
    const before = region.querySelector('tr[aria-current="true"]');
    const now = region.querySelector<HTMLElement>(`tr[data-seq="${seq}"]`);
    if (before !== now) {
      const hadFocus = before?.contains(document.activeElement) ?? false;
      before?.removeAttribute("aria-current");
      for (const button of before?.querySelectorAll("button") ?? []) button.tabIndex = -1;
      now?.setAttribute("aria-current", "true");
      if (hadFocus) now?.querySelector("button")?.focus({ preventScroll: true });
    }
    for (const button of now?.querySelectorAll("button") ?? []) button.tabIndex = 0;
    if (now) scrollInto(region, now);
  }, [box, seq, rows]);
}

function scrollInto(region: HTMLElement, row: HTMLElement): void {
  const header = 28;
  const top = row.offsetTop - header;
  const bottom = row.offsetTop + row.offsetHeight;
  if (top < region.scrollTop) region.scrollTop = top - row.offsetHeight;
  else if (bottom > region.scrollTop + region.clientHeight)
    region.scrollTop = bottom - region.clientHeight + row.offsetHeight;
}
