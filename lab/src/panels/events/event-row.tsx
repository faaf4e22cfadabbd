import { memo, type KeyboardEvent } from "react";
import { useLab, useSession } from "../../binding/session-context.tsx";
import type { Run } from "../../session/types.ts";
import css from "./event-table.module.css";
import { rowOf, type EventRow } from "./event-rows.ts";

/** The names of actors that are not on the canvas. */
const WHO: Record<string, string> = { outside: "payment provider" };
const WHO_ELSE: Record<string, string> = { outside: "the outside services", observer: "the broker", runner: "the lab" };

function whoIn({ actor, type }: EventRow, flow: boolean): string {
  if (type === "flow-looked-up") return "somebody";
  return (flow ? undefined : WHO[actor]) ?? WHO_ELSE[actor] ?? actor;
}

/** Goes to the next row, or to the one before. */
export type Step = (by: 1 | -1) => void;

type RowProps = {
  readonly index: Run["index"];
  readonly event: Run["index"]["events"][number];
  /** Counted from 1. */
  readonly row: number;
  readonly current: boolean;
  readonly step: Step;
  readonly marked: boolean;
};

/** One event. Its buttons go to its moment and to the life of its message. */
export const Row = memo(function Row({ index, event, row: number, current, step, marked }: RowProps) {
  const session = useSession();
  const row = rowOf(index, event);
  const { job } = row;
  const flow = useLab(({ scenario }) => scenario?.flow !== undefined);
  const seek = () => {
    session.pause();
    session.seek(row.at);
  };
  const onKey = (pressed: KeyboardEvent) => {
    if (pressed.key === "ArrowDown") step(1);
    else if (pressed.key === "ArrowUp") step(-1);
    else return;
    pressed.preventDefault();
  };
  // The current row's buttons alone are tab stops.
  const tabIndex = current ? 0 : -1;
  return (
    <tr
      data-seq={row.seq}
      data-row={number}
      data-tone={row.tone}
      data-marked={marked || undefined}
      aria-rowindex={number + 1}
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
