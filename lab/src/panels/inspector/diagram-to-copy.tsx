import { useMemo, useState } from "react";
import { useFiguresShown, usePlayhead, useRun } from "../../binding/session-context.tsx";
import { Button } from "../../parts/button.tsx";
import { toClipboard } from "../../parts/clipboard.ts";
import { jobDiagram } from "./job-diagram.ts";
import css from "./inspector.module.css";

const MOST_ROWS = 14;

/** One message's life as a Mermaid sequence diagram, to copy. */
export function DiagramToCopy({ job }: { readonly job: string }) {
  const run = useRun();
  const shown = useFiguresShown();
  const { seq } = usePlayhead();
  const last = shown ? Number.POSITIVE_INFINITY : seq;
  const text = useMemo(() => (run ? jobDiagram(run.index, job, last) : null), [run, job, last]);
  return text === null ? null : <Diagram text={text} />;
}

type Copied = { readonly text: string; readonly went: "copied" | "shown" };

/** Says 'copied' while the clipboard holds the current diagram. Without access to the clipboard, shows the text. */
function Diagram({ text }: { readonly text: string }) {
  const [last, setLast] = useState<Copied | null>(null);
  const [open, setOpen] = useState(false);
  const went = last?.text === text ? last.went : null;
  const copy = async () => {
    const copied = await toClipboard(text);
    setLast({ text, went: copied ? "copied" : "shown" });
    if (!copied) setOpen(true);
  };
  return (
    <section className={css["diagram"]} aria-label="Sequence diagram">
      <Button icon={went === "copied" ? "check" : "copy"} onClick={() => void copy()}>
        {went === "copied" ? "Sequence diagram copied" : "Copy as sequence diagram"}
      </Button>
      <span className="visually-hidden" role="status">
        {went === "copied" ? "Sequence diagram copied" : went === "shown" ? "The text is in the field" : ""}
      </span>
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>The text, as Mermaid reads it</summary>
        <textarea
          readOnly
          value={text}
          rows={Math.min(MOST_ROWS, text.split("\n").length)}
          aria-label="Sequence diagram as text"
          onFocus={(event) => event.currentTarget.select()}
        />
      </details>
    </section>
  );
}
