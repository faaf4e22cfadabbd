import { useStage } from "../../binding/session-context.tsx";
import { formatAge, formatMoment } from "../../parts/format.ts";
import type { QueueServersView } from "../server/types.ts";
import { Deeds, DeadLetters } from "../dead-letters/inspector.tsx";
import css from "../../panels/inspector/inspector.module.css";
import { Job } from "../worker/inspector.tsx";

function ServerFacts({ view: { state, since, inMemory, servers } }: { readonly view: QueueServersView }) {
  const leader = servers.find(({ leads }) => leads)?.name;
  const where = servers.filter(({ holds }) => holds).map(({ name }) => name);
  return (
    <>
      <dt>Storage</dt>
      <dd>
        {inMemory ? "in memory only" : "on disk"}
        {servers.length > 1 && `, on ${where.join(", ")}`}
      </dd>
      <dt>Leader</dt>
      <dd>
        {state === "up"
          ? leader
          : state === "away"
            ? "none: its server is down"
            : "none: the other servers must elect one"}
        {since !== null && <span className="num"> since {formatMoment(since)}</span>}
      </dd>
    </>
  );
}

export function QueueInspector({ queue }: { readonly queue: string }) {
  const stage = useStage();
  const view = stage?.queues.find((one) => one.name === queue);
  const tended = stage?.operators.some((operator) => operator.queue === queue) === true;
  if (!view) return <p className={css["muted"]}>There is no queue {queue} in this run.</p>;
  return (
    <>
      <dl className={css["facts"]}>
        <dt>Depth</dt>
        <dd className="num">{view.depth}</dd>
        <dt>Oldest</dt>
        <dd className="num">{view.oldestAgeMs === null ? "none" : formatAge(view.oldestAgeMs)}</dd>
        <dt>In flight (delivered, not acked)</dt>
        <dd className="num">{view.inFlight}</dd>
        {view.servers && <ServerFacts view={view.servers} />}
      </dl>
      <h3 className={css["heading"]}>Waiting</h3>
      <ul className={css["jobs"]}>
        {view.waitingJobs.map((job) => (
          <Job key={job} job={job} says="" />
        ))}
        {view.waitingJobs.length === 0 && <li className={css["muted"]}>nothing now</li>}
      </ul>
      {view.delayedJobs.length > 0 && (
        <>
          <h3 className={css["heading"]}>Delayed</h3>
          <ul className={css["jobs"]}>
            {view.delayedJobs.map(({ job, until, why }) => (
              <Job key={job} job={job} says={`${why} until ${formatMoment(until)}`} />
            ))}
          </ul>
        </>
      )}
      {view.dropped.length > 0 && (
        <>
          <h3 className={css["heading"]}>Dropped: the oldest jobs when the queue was full</h3>
          <ul className={css["jobs"]}>
            {view.dropped.map((job) => (
              <Job key={job} job={job} says="" />
            ))}
          </ul>
        </>
      )}
      {view.deadLetters.count > 0 && (
        <>
          <h3 className={css["heading"]}>Dead letters</h3>
          <DeadLetters deadLetters={view.deadLetters} />
        </>
      )}
      {tended && <Deeds deadLetters={view.deadLetters} />}
    </>
  );
}
