import { useEffect, useRef, useState } from "react";
import { Header } from "../app/header.tsx";
import { useSession } from "../binding/session-context.tsx";
import { useArrival } from "../binding/use-arrival.ts";
import type { MainSession } from "../session/types.ts";
import css from "./glossary.module.css";
import { searchGlossary, type GlossaryEntry } from "./glossary-view.ts";

/** All terms with their definitions and their names in other systems. `wanted`: the term that the address names. */
export function GlossaryScreen({ session, wanted = "" }: { readonly session: MainSession; readonly wanted?: string }) {
  const [search, setSearch] = useState("");
  const found = searchGlossary(search);
  useEffect(() => {
    session.leave();
    document.title = "Glossary · Ackademy";
  }, [session]);
  return (
    <div className={css["page"]}>
      <Header />
      <main id="main" className={css["main"]} tabIndex={-1}>
        <header className={css["intro"]}>
          <h1 ref={useArrival()} tabIndex={-1} data-arrival>
            Glossary
          </h1>
          <p>The words of the field as this lab uses them, and what they are called elsewhere.</p>
          <label className={css["search"]}>
            <span>Search the glossary</span>
            <input type="search" value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
          </label>
          <p role="status" className={css["count"]}>
            {found.length === 0
              ? "No term contains these words."
              : `${found.length} ${found.length === 1 ? "term" : "terms"}`}
          </p>
        </header>
        <div className={css["entries"]}>
          {found.map((entry) => (
            <Entry key={entry.id} entry={entry} isWanted={entry.id === wanted} />
          ))}
        </div>
      </main>
    </div>
  );
}

function Entry({ entry, isWanted }: { readonly entry: GlossaryEntry; readonly isWanted: boolean }) {
  const { id, term, also = [], definition, shownBy, names, sources } = entry;
  const title = useSession().scenarios.find((card) => card.id === shownBy)?.title;
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!isWanted) return;
    box.current?.scrollIntoView({ block: "start" });
    box.current?.focus({ preventScroll: true });
  }, [isWanted]);
  return (
    <article
      ref={box}
      className={css["entry"]}
      aria-labelledby={`term-${id}`}
      tabIndex={-1}
      data-wanted={isWanted || undefined}
    >
      <h2 id={`term-${id}`}>
        <a href={`#/glossary/${id}`}>{term}</a>
      </h2>
      {also.length > 0 && <p className={css["also"]}>Also: {also.join(", ")}</p>}
      <p>{definition}</p>
      {title !== undefined && (
        <p className={css["also"]}>
          See it: <a href={`#/lab/${shownBy}`}>{title}</a>
        </p>
      )}
      {names.length > 0 && (
        <details open={isWanted}>
          <summary>Names in other systems</summary>
          <dl className={css["names"]}>
            {names.map(({ system, name }) => (
              <div key={system}>
                <dt>{system}</dt>
                <dd>
                  <Marked text={name} />
                </dd>
              </div>
            ))}
          </dl>
          {sources.length > 0 && <p className={css["also"]}>Checked in: {sources.join("; ")}.</p>}
        </details>
      )}
    </article>
  );
}

/** Text with `code` in it. */
function Marked({ text }: { readonly text: string }) {
  return text.split("`").map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part));
}
