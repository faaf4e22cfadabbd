import { formatMoment, formatSeconds } from "../../parts/format.ts";
import { placeOf } from "./chart-words.ts";
import type { ChartState, ChartView, ChartWait } from "./types.ts";
import css from "./statechart.module.css";

/** The flow's current state and what it waits for, in sentences, for readers who do not know statecharts. */
export function ChartNow({ view }: { readonly view: ChartView }) {
  const { flow, status, waits, came, nobodySince, timers } = view;
  if (status === "not started") return <p className={css["now"]}>{flow} has not reached the orchestrator yet.</p>;
  if (status === "ended") {
    return (
      <p className={css["now"]}>
        <strong>{flow}</strong> is <strong>{waits.map(({ path }) => placeOf(path)).join(", ")}</strong>. It no longer
        waits for anything.
      </p>
    );
  }
  return (
    <div className={css["now"]} data-stuck={status === "stuck" || undefined}>
      <p>
        <strong>{flow}</strong> is here since <span className="num">{formatMoment(came?.at ?? 0)}</span>
        {came !== null && ` (${came.by})`}:
      </p>
      <ul>
        {waits.map((wait) => (
          <li key={wait.path}>
            <em>{wait.place}</em> {wait.says}
            <Until wait={wait} />
          </li>
        ))}
      </ul>
      {nobodySince !== null && (
        <p className={css["stored"]}>
          {timers === "store" ? "The orchestrator" : "Its process"} has been dead since{" "}
          <span className="num">{formatMoment(nobodySince)}</span>. {timers === "store" ? ALL_STORED : STATE_STORED}
        </p>
      )}
    </div>
  );
}

const ALL_STORED =
  "All of this is stored. Answers wait in the queue, deadlines arrive, and the next process continues from here.";
const STATE_STORED =
  "The state is stored, and answers wait in the queue. Timers are not stored: the next process sets none.";

function Until({ wait: { until, remainingMs } }: { readonly wait: ChartWait }) {
  if (until === null) return null;
  return (
    <>
      , until <span className="num">{formatMoment(until)}</span>{" "}
      <span className={`${css["left"]} num`}>
        {remainingMs > 0 ? `${formatSeconds(remainingMs)} left` : "due, not handled yet"}
      </span>
    </>
  );
}

/** The details of one state: its meaning, and each transition out of it. */
export function StateDetail({ state, chosen }: { readonly state: ChartState; readonly chosen: boolean }) {
  return (
    <div className={css["detail"]}>
      <p>
        <strong>{state.name}</strong>
        {!chosen && state.here && " (here)"}
        {state.description !== null && `: ${state.description}`}
        {state.asks !== null && ` It ${state.asks}.`}
      </p>
      {state.ways.length > 0 && (
        <ul>
          {state.ways.map(({ when, to, description }) => (
            <li key={when}>
              {when} → {to.length > 0 ? to.join(", ") : "stays here"}
              {description !== null && <span className={css["muted"]}> {description}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
