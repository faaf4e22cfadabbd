import { useSession, useStage } from "../../binding/session-context.tsx";
import { formatMoment, formatSeconds } from "../../parts/format.ts";
import type { CoordinatorView, TimerView } from "./types.ts";
import { ActorActions } from "../../panels/inspector/actor-actions.tsx";
import css from "../../panels/inspector/inspector.module.css";
import { StateFact } from "../../panels/inspector/state-fact.tsx";
import { FlowTable } from "./flow-table.tsx";
import { Job } from "../worker/inspector.tsx";

/**
 * The details of a coordinator or orchestrator: its table and its timers at this moment, and what a crash would lose.
 */
export function CoordinatorInspector({ coordinator }: { readonly coordinator: string }) {
  const view = useStage()?.coordinators.find((one) => one.name === coordinator);
  if (!view) return <p className={css["muted"]}>There is no {coordinator} in this run.</p>;
  const alive = view.state === "idle" || view.state === "working" || view.state === "paused";
  return (
    <>
      <dl className={css["facts"]}>
        <StateFact
          says={view.state === "idle" || view.state === "working" ? "running" : view.state}
          crashedAt={view.crashedAt}
        />
        <dt>Started</dt>
        <dd>{view.incarnation === 0 ? "not yet" : view.incarnation === 1 ? "once" : `${view.incarnation} times`}</dd>
        <dt>Its table is</dt>
        <dd>{view.keeps === "memory" ? "in its memory only" : "stored; it outlives the process"}</dd>
        {alive && (
          <>
            <dt>A crash now</dt>
            <dd>{wouldWipe(view)}</dd>
          </>
        )}
        {view.wiped !== null && (
          <>
            <dt>{view.state === "crashed" ? "The crash" : "Its last crash"}</dt>
            <dd>{hasWiped(view.wiped)}</dd>
          </>
        )}
      </dl>
      <ActorActions actor={coordinator} state={view.state} />
      <h3 className={css["heading"]}>What it believes</h3>
      <FlowTable view={view} />
      <h3 className={css["heading"]}>Its timers</h3>
      <Timers view={view} />
      {view.holding.length + view.heldByTheDead.length > 0 && (
        <>
          <h3 className={css["heading"]}>{alive ? "In hand" : "What it held"}</h3>
          <ul className={css["jobs"]}>
            {view.holding.map(({ job, remainingMs }) => (
              <Job key={job} job={job} says={`${formatSeconds(remainingMs)} until its visibility timeout`} />
            ))}
            {view.heldByTheDead.map(({ job, until }) => (
              <Job key={job} job={job} says={`held until ${formatMoment(until)}`} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Timers({ view }: { readonly view: CoordinatorView }) {
  const session = useSession();
  const { timers, wiped, state } = view;
  if (timers.length === 0) {
    const gone = state === "crashed" && wiped !== null && wiped.timers > 0;
    return <p className={css["muted"]}>{gone ? "None: they were in memory and are lost." : "none set"}</p>;
  }
  return (
    <ul className={css["timers"]}>
      {timers.map((timer) => (
        <li key={`${timer.flow} ${timer.timer}`} data-where={timer.where}>
          <span>
            <button
              type="button"
              className={css["inline"]}
              onClick={() => session.choose({ kind: "job", job: timer.flow })}
            >
              {timer.flow}
            </button>{" "}
            {timer.timer}
          </span>
          <span className="num">{countdown(timer)}</span>
          <span className={css["muted"]}>
            {timer.where === "memory" ? "in memory" : "a stored deadline"}, due {formatMoment(timer.due)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function countdown({ remainingMs, where }: TimerView): string {
  if (remainingMs > 0) return formatSeconds(remainingMs);
  return where === "store" ? "due, not handled yet" : "due";
}

function wouldWipe({ mortal }: CoordinatorView): string {
  const parts = counted(mortal.flows, mortal.timers);
  return parts === "" ? "would lose no state" : `would lose ${parts}`;
}

function hasWiped(wiped: NonNullable<CoordinatorView["wiped"]>): string {
  const parts = counted(wiped.flows.length, wiped.timers);
  return parts === "" ? "lost no state" : `lost ${parts}`;
}

function counted(flows: number, timers: number): string {
  return [
    ...(flows > 0 ? [`the state of ${flows} ${flows === 1 ? "order" : "orders"}`] : []),
    ...(timers > 0 ? [`${timers} ${timers === 1 ? "timer" : "timers"}`] : []),
  ].join(" and ");
}
