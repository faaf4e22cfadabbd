import { useMemo, useState } from "react";
import { Button } from "../../parts/button.tsx";
import { toClipboard } from "../../parts/clipboard.ts";
import { formatMoment } from "../../parts/format.ts";
import { chartDiagram } from "./chart-text.ts";
import type { Chart, ChartState, ChartView } from "./types.ts";
import css from "./statechart.module.css";

/** The same machine as a nested list with its active states marked, and as Mermaid text to copy. */
export function ChartAsText({ chart, view }: { readonly chart: Chart; readonly view: ChartView }) {
  return (
    <details className={css["text"]}>
      <summary>The statechart as text</summary>
      {view.root.description !== null && <p className={css["muted"]}>{view.root.description}</p>}
      <States states={view.root.states} label="States of the machine" />
      <CopyDiagram chart={chart} here={view.waits.map(({ path }) => path).join(" ")} />
    </details>
  );
}

function States({ states, label }: { readonly states: readonly ChartState[]; readonly label: string }) {
  return (
    <ul aria-label={label}>
      {states.map((state) => (
        <li key={state.path} data-active={state.active || undefined}>
          <strong>{state.name}</strong>
          {words(state)}
          {state.ways.map(({ when, to }) => (
            <span key={when} className={css["way"]}>
              {when} → {to.length > 0 ? to.join(", ") : "stays here"}
            </span>
          ))}
          {state.states.length > 0 && <States states={state.states} label={`Within ${state.name}`} />}
        </li>
      ))}
    </ul>
  );
}

function words({ active, here, cameFrom, kind, wait, description }: ChartState): string {
  const marks = [
    ...(here ? ["here"] : active ? ["active"] : []),
    ...(cameFrom ? ["came from here"] : []),
    ...(kind === "parallel" ? ["all of these at once"] : kind === "final" ? ["an end"] : []),
  ];
  const until = wait && wait.until !== null ? `, until ${formatMoment(wait.until)}` : "";
  return [
    marks.length > 0 ? ` (${marks.join(", ")})` : "",
    wait && kind !== "final" ? `: ${wait.says}${until}.` : description === null ? "" : ":",
    description === null ? "" : ` ${description}`,
  ].join("");
}

function CopyDiagram({ chart, here }: { readonly chart: Chart; readonly here: string }) {
  const text = useMemo(() => chartDiagram(chart, here === "" ? [] : here.split(" ")), [chart, here]);
  const [went, setWent] = useState<{ readonly text: string; readonly copied: boolean } | null>(null);
  const last = went?.text === text ? went : null;
  return (
    <p className={css["copy"]}>
      <Button
        icon={last?.copied ? "check" : "copy"}
        onClick={() => void toClipboard(text).then((copied) => setWent({ text, copied }))}
      >
        {last?.copied ? "State diagram copied" : "Copy as state diagram"}
      </Button>
      <span className="visually-hidden" role="status">
        {last?.copied ? "State diagram copied" : last ? "The text is in the field" : ""}
      </span>
      {last && !last.copied && <textarea readOnly value={text} rows={8} aria-label="State diagram as text" />}
    </p>
  );
}
