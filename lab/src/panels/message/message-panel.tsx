import { useId, useMemo, useState, type CSSProperties } from "react";
import { useFiguresShown, useLab, usePlayhead, useRun, useSession } from "../../binding/session-context.tsx";
import { Button } from "../../parts/button.tsx";
import { formatExact } from "../../parts/format.ts";
import type { Run, Selection } from "../../session/types.ts";
import panelCss from "../panels.module.css";
import css from "./message.module.css";
import { lengthOf, namesIn, rowsUntil, scaleOf, timelineOf, type TimelineRow } from "./timeline.ts";

/** A list of more names than this is no help: typing narrows it. */
const MOST_OFFERED = 100;

/** One message from end to end: each delivery, ack and reply as a span with its length. */
export function MessagePanel() {
  const run = useRun();
  return run && <MessageOf key={run.id} run={run} />;
}

function MessageOf({ run }: { readonly run: Run }) {
  const { index } = run;
  const { atMs } = usePlayhead();
  const shown = useFiguresShown();
  const { name, pick } = useName(run);
  const all = useMemo(() => (name === null ? [] : timelineOf(index, name)), [index, name]);
  const rows = shown ? all : rowsUntil(all, atMs);
  return (
    <div className={css["message"]}>
      <Choice run={run} name={name} pick={pick} until={shown ? Infinity : atMs} />
      {rows.length === 0 ? (
        <p className={panelCss["muted"]}>{all.length === 0 ? "No such message in this run." : "Not sent yet."}</p>
      ) : (
        <Timeline rows={rows} endMs={index.endMs} />
      )}
      {!shown && rows.length < all.length && (
        <p className={panelCss["muted"]}>What comes later is shown once you have made your prediction.</p>
      )}
    </div>
  );
}

/** The message that is selected on the canvas or in a table, unless another was typed in since; at first, the first one. */
function useName({ index }: Run) {
  const selection = useLab((state) => state.selection);
  const [typed, setTyped] = useState<{ readonly name: string; readonly since: Selection | null } | null>(null);
  const selected = selection?.kind === "job" ? selection.job : null;
  const first = namesIn(index)[0]?.name ?? null;
  const name = typed !== null && typed.since === selection ? typed.name : (selected ?? typed?.name ?? first);
  return { name, pick: (next: string) => setTyped({ name: next, since: selection }) };
}

type ChoiceProps = {
  readonly run: Run;
  readonly name: string | null;
  readonly pick: (name: string) => void;
  /** Names of later messages are not offered. */
  readonly until: number;
};

function Choice({ run, name, pick, until }: ChoiceProps) {
  const session = useSession();
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  const names = namesIn(run.index);
  const offered = names.filter((one) => one.at <= until && one.name.includes(text ?? "")).slice(0, MOST_OFFERED);
  return (
    <div className={css["choice"]}>
      <label htmlFor={id}>Message</label>
      <input
        id={id}
        list={`${id}-names`}
        className={css["input"]}
        value={text ?? name ?? ""}
        onChange={({ currentTarget: { value } }) => {
          setText(value);
          if (names.some((one) => one.name === value)) pick(value);
        }}
        onBlur={() => setText(null)}
        spellCheck={false}
      />
      <datalist id={`${id}-names`}>
        {offered.map((one) => (
          <option key={one.name} value={one.name} />
        ))}
      </datalist>
      {name !== null && (
        <Button look="quiet" onClick={() => session.choose({ kind: "job", job: name })}>
          Show on the canvas
        </Button>
      )}
    </div>
  );
}

type TimelineProps = { readonly rows: readonly TimelineRow[]; readonly endMs: number };

/** The bars share one scale: from the first moment of the message to its last. */
function Timeline({ rows, endMs }: TimelineProps) {
  const { atMs } = usePlayhead();
  const { from, to } = scaleOf(rows, endMs);
  const part = (ms: number) => `${Math.min(100, Math.max(0, (100 * (ms - from)) / (to - from)))}%`;
  const isWithin = atMs >= from && atMs <= to;
  const style = { "--now": part(atMs) } as CSSProperties;
  return (
    <ol className={css["rows"]} style={style} data-now={isWithin || undefined}>
      {rows.map((row) => (
        <Row key={row.key} row={row} part={part} atMs={atMs} endMs={endMs} />
      ))}
    </ol>
  );
}

type RowProps = {
  readonly row: TimelineRow;
  readonly part: (ms: number) => string;
  readonly atMs: number;
  readonly endMs: number;
};

function Row({ row, part, atMs, endMs }: RowProps) {
  const session = useSession();
  const time = formatExact(row.from);
  const length = lengthOf(row, Math.min(atMs, endMs), endMs);
  const seek = () => {
    session.pause();
    session.seek(row.from);
  };
  const style = {
    insetInlineStart: part(row.from),
    insetInlineEnd: `calc(100% - ${part(Math.min(row.to ?? row.from, endMs))})`,
  };
  const isOn = row.from <= atMs && atMs <= (row.to ?? row.from);
  return (
    <li className={css["row"]} data-tone={row.tone} data-kind={row.kind} data-ahead={row.from > atMs || undefined}>
      <button type="button" className={css["jump"]} aria-current={isOn ? "step" : undefined} onClick={seek}>
        <span className={`${css["time"]} num`}>{time} </span>
        <span className={css["says"]}>
          {row.says}
          {length !== "" && <span className={css["length"]}> {length}</span>}
        </span>
        <span className={css["track"]} aria-hidden="true">
          <span className={css["bar"]} data-moment={row.to === null || undefined} style={style} />
        </span>
      </button>
    </li>
  );
}
