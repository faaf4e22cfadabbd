import { useMemo, useState } from "react";
import { useFiguresShown, usePlayhead, useRun, useStage } from "../../binding/session-context.tsx";
import type { Run } from "../../session/types.ts";
import panelCss from "../panels.module.css";
import css from "./charts.module.css";
import { chartsOf, chartUntil, figureRows, overTime, type Chart, type FigureRow } from "./charts.ts";
import { LINE_DASHES, lineColour, Plot } from "./plot.tsx";

/** Queues and workers over time. The cursor of every chart is the playhead. */
export function ChartsPanel() {
  const run = useRun();
  return run && <ChartsOf key={run.id} run={run} />;
}

function ChartsOf({ run }: { readonly run: Run }) {
  const { index } = run;
  const over = overTime(index);
  const queues = Object.keys(over.queues);
  const [chosen, setChosen] = useState<string | null>(null);
  const queue = chosen ?? queues[0];
  const { atMs } = usePlayhead();
  const shown = useFiguresShown();
  const until = shown ? index.endMs : atMs;
  const all = useMemo(() => (queue === undefined ? [] : chartsOf(over, queue)), [over, queue]);
  const charts = useMemo(() => all.map((chart) => chartUntil(chart, over, until)), [all, over, until]);
  const rows = useRows(run, queue);
  if (queue === undefined) return <p className={panelCss["muted"]}>No message has been in a queue in this run.</p>;
  return (
    <div className={css["charts"]}>
      {queues.length > 1 && (
        <label className={css["of"]}>
          Queue{" "}
          <select
            className={panelCss["select"]}
            value={queue}
            onChange={(event) => setChosen(event.currentTarget.value)}
          >
            {queues.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      <div className={css["grid"]}>
        {charts.map((chart) => (
          <figure key={chart.id} className={css["chart"]}>
            <figcaption>
              <strong>{chart.title}</strong> <span className={css["means"]}>{chart.means}</span>
              {chart.lines.length > 1 && <Names chart={chart} />}
            </figcaption>
            <Plot chart={chart} atMs={over.atMs} endMs={index.endMs} caption={captionOf(chart, rows)} />
          </figure>
        ))}
      </div>
      <FigureTable queue={queue} rows={rows} shown={shown} />
    </div>
  );
}

function useRows({ index, outcome }: Run, queue: string | undefined): FigureRow[] {
  const { atMs } = usePlayhead();
  const now = useStage()?.queues.find(({ name }) => name === queue) ?? null;
  const { measures } = outcome.report;
  return useMemo(
    () => (queue === undefined ? [] : figureRows(overTime(index), { queue, atMs, measures, now })),
    [index, queue, atMs, measures, now],
  );
}

function captionOf({ title, lines }: Chart, rows: readonly FigureRow[]): string {
  const own = rows.filter(({ name }) => {
    return name.startsWith(title.toLowerCase()) || lines.some((line) => line.name === name);
  });
  return own.map(({ name, now }) => `${name} ${now}`).join("; ");
}

function Names({ chart }: { readonly chart: Chart }) {
  return (
    <ul className={css["names"]}>
      {chart.lines.map(({ name }, i) => (
        <li key={name}>
          <svg width="22" height="8" aria-hidden="true">
            <path
              d="M0 4H22"
              stroke={lineColour(i)}
              strokeWidth="2"
              strokeDasharray={(LINE_DASHES[i % 6] ?? []).join(" ")}
            />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}

type TableProps = { readonly queue: string; readonly rows: readonly FigureRow[]; readonly shown: boolean };

/** The same as text. Before the prediction, it has no column for the whole run. */
function FigureTable({ queue, rows, shown }: TableProps) {
  return (
    <table className={panelCss["ledger"]}>
      <caption>Figures of {queue}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">at this moment</th>
          {shown && <th scope="col">whole run, as in the report</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, now, whole }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="num">{now}</td>
            {shown && <td className="num">{whole}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
