import { useState } from "react";
import { usePlayhead, useRun } from "../../binding/session-context.tsx";
import type { Run } from "../../session/types.ts";
import panelCss from "../panels.module.css";
import { internalsAt, NOT_RECORDED, queuesIn, type Fact, type QueueInternals } from "./broker.ts";
import css from "./broker.module.css";

/** Streams and consumers under their JetStream names. */
export function BrokerPanel() {
  const run = useRun();
  return run && <BrokerOf key={run.id} run={run} />;
}

function BrokerOf({ run: { index } }: { readonly run: Run }) {
  const { atMs } = usePlayhead();
  const queues = queuesIn(index);
  const [chosen, setChosen] = useState<string | null>(null);
  const queue = chosen ?? queues[0];
  if (queue === undefined) return <p className={panelCss["muted"]}>This run has no queue.</p>;
  const internals = internalsAt(index, queue, atMs);
  return (
    <div className={css["broker"]}>
      {queues.length > 1 && (
        <label>
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
      <div className={panelCss["columns"]}>
        <FactTable caption={`Stream …-${internals.queue}`} facts={internals.stream} internals={internals} />
        <FactTable caption="Consumer workers" facts={internals.consumer} internals={internals} />
        <div className={css["missing"]}>
          <h3 className={panelCss["heading"]}>Not recorded</h3>
          <ul>
            {NOT_RECORDED.map(({ name, means }) => (
              <li key={name}>
                <code>{name}</code>: {means}
              </li>
            ))}
          </ul>
        </div>
      </div>
      <p className={panelCss["muted"]}>
        The values at this moment are derived from the trace, as the canvas is. A queue with priorities or groups has
        one consumer for each; they are added up.
      </p>
    </div>
  );
}

type TableProps = { readonly caption: string; readonly facts: readonly Fact[]; readonly internals: QueueInternals };

function FactTable({ caption, facts, internals: { report } }: TableProps) {
  return (
    <table className={`${panelCss["ledger"]} ${css["facts"]}`}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">at this moment</th>
          <th scope="col">{report === null ? "no report yet" : `reported ${report.time}`}</th>
        </tr>
      </thead>
      <tbody>
        {facts.map(({ name, value, means }) => (
          <tr key={name}>
            <th scope="row">
              <code>{name}</code> <span className={panelCss["muted"]}>{means}</span>
            </th>
            <td className="num">{value}</td>
            <td className="num">{report?.facts.find((fact) => fact.name === name)?.value ?? ""}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
