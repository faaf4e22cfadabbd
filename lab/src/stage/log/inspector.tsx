import { Fragment } from "react";
import { useStage } from "../../binding/session-context.tsx";
import type { LogView } from "./types.ts";
import css from "../../panels/inspector/inspector.module.css";
import { Job } from "../worker/inspector.tsx";

/** The details of a log: the lag of each reader, and the events of each partition. */
export function LogInspector({ log }: { readonly log: string }) {
  const view = useStage()?.logs.find((one) => one.name === log);
  if (!view) return <p className={css["muted"]}>There is no log {log} in this run.</p>;
  return (
    <>
      <dl className={css["facts"]}>
        <dt>Events kept</dt>
        <dd className="num">{view.stored}</dd>
        <dt>Partitions</dt>
        <dd className="num">{view.partitions.length}</dd>
      </dl>
      <h3 className={css["heading"]}>Readers</h3>
      <dl className={css["facts"]}>
        {view.lags.map(({ reader, lag }) => (
          <Fragment key={reader}>
            <dt>{reader}</dt>
            <dd>{lag === null ? "has no offset yet" : lag === 0 ? "has read all of it" : `has a lag of ${lag}`}</dd>
          </Fragment>
        ))}
      </dl>
      {view.partitions.map((row) => (
        <Partition key={row.partition} row={row} alone={view.partitions.length === 1} />
      ))}
    </>
  );
}

function Partition({ row, alone }: { readonly row: LogView["partitions"][number]; readonly alone: boolean }) {
  return (
    <>
      <h3 className={css["heading"]}>{alone ? "In the order of the log" : `Partition ${row.partition}`}</h3>
      <ul className={css["jobs"]}>
        {row.cells.map(({ event, key, sequence, gone }) => (
          <Job
            key={sequence}
            kind="event"
            job={event}
            says={`offset ${sequence}${key === event ? "" : `, ${key}`}${gone ? ", deleted: its retention time was over" : ""}`}
          />
        ))}
        {row.cells.length === 0 && <li className={css["muted"]}>nothing yet</li>}
      </ul>
    </>
  );
}
