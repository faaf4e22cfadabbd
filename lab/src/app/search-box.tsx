import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { search, type SearchEntry } from "../course/search.ts";
import { isTypedIn } from "./typed-in.ts";
import css from "./search-box.module.css";

/**
 * Finds lessons, scenarios and terms as one types. `/` goes to it from anywhere on the page, the arrow keys go through what
 * it found, Enter opens the first, Esc empties it.
 */
export function SearchBox({
  entries,
  loadMore,
}: {
  readonly entries: readonly SearchEntry[];
  /** Entries that are loaded when the field is used first. If that fails, the others are still found. */
  readonly loadMore: () => Promise<readonly SearchEntry[]>;
}) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState("");
  useSlash(() => input.current?.focus());
  const [more, setMore] = useState<readonly SearchEntry[]>([]);
  const found = search([...entries, ...more], query);
  const asked = query.trim() !== "";
  const onKey = (event: KeyboardEvent) => {
    const stops = [...(box.current?.querySelectorAll<HTMLElement>("input, a") ?? [])];
    const to = targetOf(event.key, stops, document.activeElement);
    if (event.key === "Escape" && query !== "") setQuery("");
    else if (!to) return;
    event.preventDefault();
    (event.key === "Escape" ? stops[0] : to)?.focus();
  };
  return (
    <div ref={box} role="search" className={css["search"]}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          box.current?.querySelector("a")?.click();
        }}
      >
        <label htmlFor={id} className={css["label"]}>
          Search lessons, scenarios and terms
        </label>
        <span className={css["field"]}>
          <input
            ref={input}
            id={id}
            type="search"
            value={query}
            placeholder="visibility timeout, prefetch, saga"
            autoComplete="off"
            spellCheck={false}
            aria-keyshortcuts="/"
            onKeyDown={onKey}
            onFocus={() => {
              if (more.length === 0) void loadMore().then(setMore, () => {});
            }}
            onChange={({ currentTarget }) => setQuery(currentTarget.value)}
          />
          {!asked && <kbd aria-hidden="true">/</kbd>}
        </span>
      </form>
      <p className="visually-hidden" role="status">
        {asked ? `${found.length === 0 ? "Nothing" : found.length} found` : ""}
      </p>
      {asked && <Found found={found} query={query} onKey={onKey} />}
    </div>
  );
}

type FoundProps = {
  readonly found: readonly SearchEntry[];
  readonly query: string;
  readonly onKey: (event: KeyboardEvent) => void;
};

function Found({ found, query, onKey }: FoundProps) {
  if (found.length === 0)
    return <p className={css["nothing"]}>Nothing has “{query.trim()}” in it. Try one word of it.</p>;
  return (
    <ul className={css["found"]} aria-label="Found">
      {found.map(({ kind, title, text, href }) => (
        <li key={href}>
          <a href={href} onKeyDown={onKey}>
            <span className={css["kind"]}>{kind}</span>
            <strong>{title}</strong>
            <span className={css["text"]}>{text}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Where an arrow key goes among the field and what was found; undefined for other keys. */
function targetOf(key: string, stops: readonly HTMLElement[], from: Element | null): HTMLElement | undefined {
  if (key !== "ArrowDown" && key !== "ArrowUp") return undefined;
  const at = stops.findIndex((stop) => stop === from);
  return stops[Math.max(0, Math.min(stops.length - 1, at + (key === "ArrowDown" ? 1 : -1)))];
}

/** `/` is a letter where one types. */
function useSlash(go: () => void): void {
  const act = useRef(go);
  useEffect(() => {
    act.current = go;
  });
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTypedIn(event.target)) return;
      event.preventDefault();
      act.current();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
