import { useEffect } from "react";
import css from "./definition.module.css";
import { termOf } from "./term-of.ts";

type DefinedTermProps = {
  readonly text: string;
  readonly term: string;
  /** The id of the definition's element. */
  readonly note: string;
  /** The term whose definition is open. */
  readonly open: string | null;
  readonly onOpen: (term: string | null) => void;
};

/** A term in a text: a button that opens its definition below, and closes it again. */
export function DefinedTerm({ text, term, note, open, onOpen }: DefinedTermProps) {
  const isOpen = open === term;
  return (
    <button
      type="button"
      className={css["term"]}
      aria-expanded={isOpen}
      {...(isOpen ? { "aria-controls": note } : {})}
      onClick={() => onOpen(isOpen ? null : term)}
    >
      {text}
    </button>
  );
}

type DefinitionProps = { readonly id: string; readonly term: string; readonly onClose: () => void };

/** A term's definition, below the sentence that uses it. Escape closes it. */
export function Definition({ id, term, onClose }: DefinitionProps) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      onClose();
    };
    // Before the lab's own shortcuts, which would clear the selection.
    document.addEventListener("keydown", onKey, { capture: true });
    return () => document.removeEventListener("keydown", onKey, { capture: true });
  }, [onClose]);
  return (
    <div id={id} role="note" className={css["definition"]}>
      <p>{termOf(term).definition}</p>
      <a href={`#/glossary/${term}`}>{termOf(term).term} in the glossary</a>
    </div>
  );
}
