import { useSession, useStage } from "../../binding/session-context.tsx";
import { formatMoment } from "../../parts/format.ts";
import type { PendingState, PendingView, RequesterView } from "./types.ts";
import { ActorActions } from "../../panels/inspector/actor-actions.tsx";
import css from "../../panels/inspector/inspector.module.css";
import { StateFact } from "../../panels/inspector/state-fact.tsx";

/** The details of a requester: the table of open requests in its memory, at this moment. */
export function RequesterInspector({ requester }: { readonly requester: string }) {
  const session = useSession();
  const view = useStage()?.requesters.find((one) => one.name === requester);
  if (!view) return <p className={css["muted"]}>There is no {requester} in this run.</p>;
  return (
    <>
      <dl className={css["facts"]}>
        <StateFact
          says={view.state === "idle" || view.state === "working" ? "running" : view.state}
          crashedAt={view.crashedAt}
        />
        <dt>Started</dt>
        <dd>{view.incarnation === 0 ? "not yet" : view.incarnation === 1 ? "once" : `${view.incarnation} times`}</dd>
        <dt>Asked</dt>
        <dd>
          <span className="num">{view.asked}</span> of <span className="num">{view.total}</span>
        </dd>
        <dt>Answered</dt>
        <dd className="num">{view.answered}</dd>
        <dt>Timed out</dt>
        <dd className="num">{view.timedOut}</dd>
        <dt>Answers come to</dt>
        <dd>
          <button
            type="button"
            className={css["inline"]}
            onClick={() => session.choose({ kind: "queue", queue: view.replyQueue })}
          >
            {view.replyQueue}
          </button>
        </dd>
      </dl>
      <ActorActions actor={requester} state={view.state} />
      <h3 className={css["heading"]}>Open requests</h3>
      <Waiting view={view} />
      <Rows
        title="Ended requests"
        rows={view.pending.filter(({ state }) => state !== "waiting" && state !== "orphan")}
      />
      <Rows title="Answers without a request" rows={view.pending.filter(({ state }) => state === "orphan")} />
      <Rows title="Lost in the crash" rows={view.forgotten} says="open at the crash" />
    </>
  );
}

function Waiting({ view }: { readonly view: RequesterView }) {
  const open = view.pending.filter(({ state }) => state === "waiting");
  if (open.length > 0) return <Table rows={open} />;
  if (view.state === "crashed" && view.forgotten.length > 0)
    return <p className={css["muted"]}>None: the table was in memory and is lost.</p>;
  if (view.forgotten.length > 0) return <p className={css["muted"]}>None: it restarted with an empty table.</p>;
  return <p className={css["muted"]}>none now</p>;
}

function Rows({
  title,
  rows,
  says,
}: {
  readonly title: string;
  readonly rows: readonly PendingView[];
  readonly says?: string;
}) {
  if (rows.length === 0) return null;
  return (
    <>
      <h3 className={css["heading"]}>{title}</h3>
      <Table rows={rows} {...(says === undefined ? {} : { says })} />
    </>
  );
}

function Table({ rows, says }: { readonly rows: readonly PendingView[]; readonly says?: string }) {
  const session = useSession();
  return (
    <ul className={css["pending"]}>
      {rows.map((row) => (
        <li key={`${row.job}-${row.state}`} data-state={row.state}>
          <button type="button" className={css["inline"]} onClick={() => session.choose({ kind: "job", job: row.job })}>
            {row.request}
          </button>
          {row.try > 1 && <span>, try {row.try}</span>}
          <span className={css["pendingState"]}>{says ?? stateText(row)}</span>
          <span className={css["muted"]}>correlation id {row.correlation}</span>
        </li>
      ))}
    </ul>
  );
}

function stateText({ state, since, waitsUntil }: PendingView): string {
  if (state === "waiting") return `waits until ${formatMoment(waitsUntil ?? since)}`;
  return `${STATE_WORDS[state]} at ${formatMoment(since)}`;
}

const STATE_WORDS: Record<Exclude<PendingState, "waiting">, string> = {
  answered: "answered",
  stale: "ended by a stale reply",
  "timed-out": "timed out",
  late: "answered after the timeout (late)",
  duplicate: "answered again (duplicate)",
  orphan: "received (orphan)",
};
