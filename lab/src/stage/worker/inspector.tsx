import { useSession, useStage } from "../../binding/session-context.tsx";
import { formatMoment, formatSeconds } from "../../parts/format.ts";
import { TokenGlyph } from "../canvas/token-glyph.tsx";
import { ActorActions } from "../../panels/inspector/actor-actions.tsx";
import css from "../../panels/inspector/inspector.module.css";
import { StateFact } from "../../panels/inspector/state-fact.tsx";

export function WorkerInspector({ actor }: { readonly actor: string }) {
  const view = useStage()?.workers.find((one) => one.name === actor);
  if (!view) return <p className={css["muted"]}>There is no {actor} in this run.</p>;
  const alive = view.state === "idle" || view.state === "working" || view.state === "paused";
  return (
    <>
      <dl className={css["facts"]}>
        <StateFact
          says={view.state + (view.connected || view.crashedAt !== null ? "" : ", without a connection")}
          crashedAt={view.crashedAt}
        />
        <dt>Started</dt>
        <dd>{view.incarnation === 0 ? "not yet" : view.incarnation === 1 ? "once" : `${view.incarnation} times`}</dd>
        <dt>Runs begun</dt>
        <dd className="num">{view.runs}</dd>
        <dt>Jobs done</dt>
        <dd className="num">{view.done}</dd>
        {view.leftUndone > 0 && (
          <>
            <dt>Skipped</dt>
            <dd>
              <span className="num">{view.leftUndone}</span>: the deadline had passed
            </dd>
          </>
        )}
      </dl>
      <ActorActions actor={actor} state={view.state} />
      <h3 className={css["heading"]}>{alive ? "What it holds" : "What it held"}</h3>
      <ul className={css["jobs"]}>
        {view.holding.map((held) => (
          <Job
            key={held.job}
            job={held.job}
            ring={held.remainingShare}
            says={`delivery ${held.attempt}, ${held.state}, ${formatSeconds(held.remainingMs)} until its visibility timeout`}
          />
        ))}
        {view.heldByTheDead.map((held) => (
          <Job key={held.job} job={held.job} says={`held until ${formatMoment(held.until)}`} />
        ))}
        {view.holding.length + view.heldByTheDead.length === 0 && <li className={css["muted"]}>nothing now</li>}
      </ul>
    </>
  );
}

export function Job({
  job,
  says,
  ring,
  kind = "job",
}: {
  readonly job: string;
  readonly says: string;
  readonly ring?: number;
  readonly kind?: "job" | "event";
}) {
  const session = useSession();
  return (
    <li>
      <button type="button" className={css["jobRow"]} onClick={() => session.choose({ kind: "job", job })}>
        <TokenGlyph kind={kind} job={job} ring={ring} held={ring !== undefined} />
        <span>
          {job} <span className={css["muted"]}>{says}</span>
        </span>
      </button>
    </li>
  );
}
