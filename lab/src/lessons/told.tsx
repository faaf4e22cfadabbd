import { useId, useMemo, useState } from "react";
import { useLab } from "../binding/session-context.tsx";
import type { TextPart } from "./figures.ts";
import { firstTerms, textOf } from "./first-terms.ts";
import css from "./lesson.module.css";
import { DefinedTerm, Definition } from "../glossary/definition.tsx";

/** A sentence of a lesson; the run's figures are set off, and a term opens its definition where it is used first. */
export function Told({ parts }: { readonly parts: readonly TextPart[] }) {
  const marked = useMarked(parts);
  const [open, setOpen] = useState<string | null>(null);
  const note = useId();
  return (
    <>
      <p>
        {marked.map((part, i) => {
          const { text, isFigure, term } = part;
          if (isFigure)
            return (
              <strong key={i} className={css["figure"]}>
                {text}
              </strong>
            );
          if (term === undefined) return text;
          return <DefinedTerm key={i} text={text} term={term} note={note} open={open} onOpen={setOpen} />;
        })}
      </p>
      {open !== null && <Definition id={note} term={open} onClose={() => setOpen(null)} />}
    </>
  );
}

/** The sentence as it stands in the lesson on screen. */
function useMarked(parts: readonly TextPart[]) {
  const scenario = useLab((state) => state.run?.scenario ?? state.scenario);
  const events = useLab((state) => state.run?.outcome.events ?? null);
  const lesson = useLab((state) => state.scenario?.lesson);
  const all = useMemo(
    () => (scenario && lesson ? firstTerms(lesson, { scenario, events }) : null),
    [scenario, events, lesson],
  );
  return all?.get(textOf(parts)) ?? parts.map((part) => ({ ...part, term: undefined }));
}
