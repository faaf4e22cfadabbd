import { useSession } from "../../binding/session-context.tsx";
import { formatMoment } from "../../parts/format.ts";
import type { CoordinatorView, FlowRowView, FlowStepView } from "./types.ts";
import css from "../../panels/inspector/inspector.module.css";

/** A coordinator's table, one entry per order: the state of each step, as far as the coordinator knows. */
export function FlowTable({ view }: { readonly view: CoordinatorView }) {
  const { flows, state, forgotten } = view;
  const forgot = forgotten.length > 0;
  return (
    <>
      {flows.length === 0 && (
        <p className={css["muted"]}>
          {!forgot
            ? "nothing yet"
            : state === "crashed"
              ? "Nothing: the table was in memory and is lost."
              : "Nothing: it restarted with an empty table."}
        </p>
      )}
      <ul className={css["flows"]}>
        {flows.map((row) => (
          <Row key={row.flow} row={row} />
        ))}
      </ul>
      {forgot && <p className={css["muted"]}>Forgotten in a crash: {forgotten.join(", ")}.</p>}
    </>
  );
}

function Row({ row }: { readonly row: FlowRowView }) {
  const session = useSession();
  const { flow, where, revision, savedAt, ended, state, steps, undo, outbox, more } = row;
  return (
    <li data-where={where} data-ended={ended !== null || undefined}>
      <p>
        <button type="button" className={css["inline"]} onClick={() => session.choose({ kind: "job", job: flow })}>
          {flow}
        </button>
        <span>{ended ?? state ?? "under way"}</span>
      </p>
      {steps.length > 0 && (
        <ul className={css["steps"]}>
          {steps.map((step) => (
            <li key={step.step} data-is={step.is}>
              {step.step} <strong>{step.is}</strong>
              {stepDetail(step)}
            </li>
          ))}
        </ul>
      )}
      {undo !== null && <p>compensates: {undo.join(", then ") || "nothing to compensate"}</p>}
      {outbox.length > 0 && (
        <p>
          {state === null ? "not sent yet" : "outbox"}: {outbox.join(", ")}
        </p>
      )}
      {more.map(({ name, text }) => (
        <p key={name} className={css["muted"]}>
          {name}: {text}
        </p>
      ))}
      <p className={css["muted"]}>
        {where === "memory" ? "in memory" : `stored, revision ${revision ?? "unknown"}`} since{" "}
        <span className="num">{formatMoment(savedAt)}</span>
      </p>
    </li>
  );
}

function stepDetail({ try: tryNumber, due }: FlowStepView): string {
  const parts = [
    ...(tryNumber !== null && tryNumber > 1 ? [`try ${tryNumber}`] : []),
    ...(due !== null ? [`until ${formatMoment(due)}`] : []),
  ];
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}
