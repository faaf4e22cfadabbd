import { useStage } from "../../binding/session-context.tsx";
import { formatMoment, formatSeconds } from "../../parts/format.ts";
import type { LogView } from "../log/types.ts";
import { ActorActions } from "../../panels/inspector/actor-actions.tsx";
import css from "../../panels/inspector/inspector.module.css";
import { StateFact } from "../../panels/inspector/state-fact.tsx";
import { Job } from "../worker/inspector.tsx";

/** The details of one process of a reader: its work, and its reader's offsets. */
export function ReaderInspector({ actor }: { readonly actor: string }) {
  const stage = useStage();
  const view = stage?.readers.find((one) => one.name === actor);
  const log = stage?.logs.find((one) => one.name === view?.log);
  if (!view || !log) return <p className={css["muted"]}>There is no {actor} in this run.</p>;
  return (
    <>
      <dl className={css["facts"]}>
        <StateFact says={view.state} crashedAt={view.crashedAt} />
        <dt>Reads</dt>
        <dd>
          {view.log} as {view.reader}
        </dd>
        <dt>Read here</dt>
        <dd className="num">{view.read}</dd>
        <dt>Lag of {view.reader}</dt>
        <dd>{view.lag === null ? "no offset yet" : view.lag === 0 ? "none: all read" : `${view.lag} not read yet`}</dd>
      </dl>
      <ActorActions actor={actor} state={view.state} />
      <Places log={log} reader={view.reader} />
      <h3 className={css["heading"]}>{view.state === "crashed" ? "What it held" : "What it has in hand"}</h3>
      <ul className={css["jobs"]}>
        {view.holding.map((held) => (
          <Job
            key={held.job}
            kind="event"
            job={held.job}
            ring={held.remainingShare}
            says={`delivery ${held.attempt}, ${formatSeconds(held.remainingMs)} until its reader gets it again`}
          />
        ))}
        {view.heldByTheDead.map((held) => (
          <Job key={held.job} kind="event" job={held.job} says={`held until ${formatMoment(held.until)}`} />
        ))}
        {view.holding.length + view.heldByTheDead.length === 0 && <li className={css["muted"]}>nothing now</li>}
      </ul>
    </>
  );
}

function Places({ log, reader }: { readonly log: LogView; readonly reader: string }) {
  return (
    <>
      <h3 className={css["heading"]}>Offsets of {reader}</h3>
      <ul className={css["jobs"]}>
        {log.partitions.map(({ partition, cells, places }) => {
          const place = places.find((one) => one.reader === reader);
          return (
            <li key={partition} className={css["muted"]}>
              {log.partitions.length > 1 ? `partition ${partition}: ` : ""}
              {placeText(place?.past ?? null, cells)}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function placeText(past: number | null, cells: LogView["partitions"][number]["cells"]): string {
  if (past === null) return "no offset yet";
  const last = cells[past - 1];
  const next = cells[past];
  const before = last ? `past ${last.event} (offset ${last.sequence})` : "at the beginning";
  return next ? `${before}, next is ${next.event}` : `${before}, nothing more to read`;
}
