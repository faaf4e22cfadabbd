import { useSession, useStage } from "../../binding/session-context.tsx";
import { formatMoment } from "../../parts/format.ts";
import type { DeadLettersView } from "./types.ts";
import { ActorActions } from "../../panels/inspector/actor-actions.tsx";
import css from "../../panels/inspector/inspector.module.css";
import { StateFact } from "../../panels/inspector/state-fact.tsx";
import { Job } from "../worker/inspector.tsx";

/** The details of a DLQ operator. */
export function OperatorInspector({ operator }: { readonly operator: string }) {
  const session = useSession();
  const stage = useStage();
  const view = stage?.operators.find((one) => one.name === operator);
  const deadLetters = stage?.queues.find(({ name }) => name === view?.queue)?.deadLetters;
  if (!view || !deadLetters) return <p className={css["muted"]}>There is no {operator} in this run.</p>;
  return (
    <>
      <dl className={css["facts"]}>
        <StateFact says={view.state} crashedAt={view.crashedAt} />
        <dt>Started</dt>
        <dd>{view.incarnation === 0 ? "not yet" : view.incarnation === 1 ? "once" : `${view.incarnation} times`}</dd>
        <dt>Replayed</dt>
        <dd className="num">{view.replayed}</dd>
        <dt>Discarded</dt>
        <dd className="num">{view.discarded}</dd>
        <dt>Dead letters of</dt>
        <dd>
          <button
            type="button"
            className={css["inline"]}
            onClick={() => session.choose({ kind: "queue", queue: view.queue })}
          >
            {view.queue}
          </button>
        </dd>
      </dl>
      <ActorActions actor={operator} state={view.state} />
      <Deeds deadLetters={deadLetters} />
    </>
  );
}

/** The dead letters of a queue, by cause. */
export function DeadLetters({ deadLetters: { groups } }: { readonly deadLetters: DeadLettersView }) {
  return groups.map(({ reason, deadLetters }) => (
    <div key={reason}>
      <p className={css["reason"]}>{reason}</p>
      <ul className={css["jobs"]}>
        {deadLetters.map(({ job, since, leaving }) => (
          <Job key={`${job}-${since}`} job={job} says={leaving ?? `since ${formatMoment(since)}`} />
        ))}
      </ul>
    </div>
  ));
}

/** The operations on the dead-letter queue, as text. */
export function Deeds({ deadLetters: { deeds } }: { readonly deadLetters: DeadLettersView }) {
  return (
    <>
      <h3 className={css["heading"]}>What the operator did</h3>
      {deeds.length === 0 && <p className={css["muted"]}>nothing yet</p>}
      <ol className={css["deeds"]}>
        {deeds.map(({ at, time, text }) => (
          <li key={`${at}-${text}`}>
            <span className={`${css["muted"]} num`}>{time}</span> {text}
          </li>
        ))}
      </ol>
    </>
  );
}
