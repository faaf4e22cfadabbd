import { useId, useMemo, useState } from "react";
import { usePlayhead, useRun } from "../../binding/session-context.tsx";
import { chartAt, chartOf } from "./chart.ts";
import type { Chart, ChartState } from "./types.ts";
import type { Run } from "../../session/types.ts";
import { ChartAsText } from "./chart-as-text.tsx";
import { ChartDrawing } from "./chart-drawing.tsx";
import { ChartNow, StateDetail } from "./chart-now.tsx";
import css from "./statechart.module.css";

export type StatechartPanelProps = {
  /** All orders of the run, in the order in which they were requested. */
  readonly orders: readonly string[];
  /** The order that is shown in the machine. */
  readonly order: string;
  readonly onOrder: (order: string) => void;
  /** False if the screen shows elsewhere what the order waits for. */
  readonly now?: boolean;
};

/** The machine that drives the orders. It shows the state of one order at a time. */
export function StatechartPanel({ orders, order, onOrder, now = true }: StatechartPanelProps) {
  const run = useRun();
  const { atMs } = usePlayhead();
  const chart = run && chartOf(run.statecharts, run.index, order, atMs);
  if (!chart) return <p className={css["muted"]}>No statechart drives this run.</p>;
  return (
    <section className={css["panel"]} aria-label="Statechart">
      <OrderSwitch run={run} orders={orders} order={order} onOrder={onOrder} />
      <OneOrder run={run} chart={chart} order={order} now={now} />
    </section>
  );
}

function OrderSwitch({ run, orders, order, onOrder }: StatechartPanelProps & { readonly run: Run }) {
  const { atMs } = usePlayhead();
  const group = useId();
  return (
    <fieldset className={css["orders"]}>
      <legend className="visually-hidden">Whose place in the machine</legend>
      {orders.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name={group}
            className="visually-hidden"
            checked={one === order}
            onChange={() => onOrder(one)}
          />
          <span className={css["order"]}>{one}</span>
          <span className={css["muted"]}>{shortPlace(run, one, atMs)}</span>
        </label>
      ))}
    </fieldset>
  );
}

type OneOrderProps = { readonly run: Run; readonly chart: Chart; readonly order: string; readonly now: boolean };

function OneOrder({ run, chart, order, now }: OneOrderProps) {
  const { atMs } = usePlayhead();
  const view = useMemo(() => chartAt(chart, run.index, order, atMs), [chart, run, order, atMs]);
  const [pointedAt, setPointedAt] = useState<string | null>(null);
  const pointed = pointedAt === null ? undefined : find(view.root, ({ path }) => path === pointedAt)[0];
  const told = pointed ? [pointed] : find(view.root, ({ here, ways }) => here && ways.length > 0);
  return (
    <>
      {now && <ChartNow view={view} />}
      <ChartDrawing chart={chart} view={view} pointedAt={pointedAt} onPoint={setPointedAt} />
      <div className={css["details"]}>
        {told.map((state) => (
          <StateDetail key={state.path} state={state} chosen={pointed !== undefined} />
        ))}
        {told.length === 0 && (
          <p className={css["muted"]}>Point at a state, or move to it with Tab, to read what it means.</p>
        )}
      </div>
      <ChartAsText chart={chart} view={view} />
    </>
  );
}

function find(state: ChartState, which: (state: ChartState) => boolean): ChartState[] {
  return [...(which(state) ? [state] : []), ...state.states.flatMap((inner) => find(inner, which))];
}

/** 'shipping, notifying' */
function shortPlace({ statecharts, index }: Run, order: string, atMs: number): string {
  const chart = chartOf(statecharts, index, order, atMs);
  if (!chart) return "";
  const { root, status } = chartAt(chart, index, order, atMs);
  if (status === "not started") return "not started";
  return find(root, ({ here }) => here)
    .map(({ name }) => name)
    .join(", ");
}

/** Only what one order waits for. */
export function OrderNow({ order }: { readonly order: string }) {
  const run = useRun();
  const { atMs } = usePlayhead();
  const chart = run && chartOf(run.statecharts, run.index, order, atMs);
  const view = useMemo(() => (run && chart ? chartAt(chart, run.index, order, atMs) : null), [run, chart, order, atMs]);
  return view && <ChartNow view={view} />;
}
