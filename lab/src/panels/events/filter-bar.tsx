import { useId, useState, type KeyboardEvent, type ReactNode } from "react";
import { useFiguresShown, usePlayhead, useSession } from "../../binding/session-context.tsx";
import { Button } from "../../parts/button.tsx";
import type { TraceIndex } from "../../stage/trace/trace-index.ts";
import css from "./event-table.module.css";
import { choicesIn, countHits, hitTime, isFiltering, NO_FILTER, offered } from "./filter.ts";
import type { EventFilter, Hits } from "./filter.ts";

const TONES = {
  plain: "neutral",
  work: "work",
  good: "success",
  warn: "warning",
  bad: "failure",
} as const satisfies Record<Exclude<EventFilter["tone"], "">, string>;
/** A list of more names than this is no help: typing narrows it. */
const MOST_OFFERED = 100;

type BarProps = {
  readonly index: TraceIndex;
  readonly filter: EventFilter;
  readonly onChange: (filter: EventFilter) => void;
  readonly hits: Hits;
};

/** Search and filters over the event table. Enter goes to the next hit, Shift+Enter to the one before, Escape clears. */
export function FilterBar({ index, filter, onChange, hits }: BarProps) {
  const session = useSession();
  const { seq } = usePlayhead();
  const shown = useFiguresShown();
  const count = shown ? index.events.length : seq;
  const rows = countHits(hits, count);
  const [open, setOpen] = useState(false);
  const id = useId();
  const set = (change: Partial<EventFilter>) => onChange({ ...filter, ...change });
  const jump = (by: 1 | -1) => {
    const here = { rows, atMs: session.playhead.get(), by };
    // Around the ends.
    const next = hitTime(index, hits, here) ?? hitTime(index, hits, { ...here, atMs: by * -Infinity });
    if (next === null) return;
    session.pause();
    session.seek(next);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter") jump(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") onChange(NO_FILTER);
    else return;
    event.preventDefault();
  };
  const others = isFiltering({ ...filter, text: "" });
  return (
    <search className={css["search"]}>
      <input
        type="search"
        className={css["field"]}
        data-event-search
        aria-label="Search the events"
        aria-keyshortcuts="/"
        placeholder="Search (/)"
        value={filter.text}
        onChange={({ currentTarget: { value } }) => set({ text: value })}
        onKeyDown={onKey}
        spellCheck={false}
      />
      <Button look="quiet" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        Filters{others ? " (on)" : ""}
      </Button>
      <output className={css["count"]} aria-label="Hits">
        {hits === null ? `${count} events` : `${rows} of ${count} events`}
      </output>
      {isFiltering(filter) && (
        <Button look="quiet" icon="close" onClick={() => onChange(NO_FILTER)}>
          Clear
        </Button>
      )}
      {open && <Fields id={id} index={index} filter={filter} set={set} count={count} />}
    </search>
  );
}

type FieldsProps = {
  readonly id: string;
  readonly index: TraceIndex;
  readonly filter: EventFilter;
  readonly set: (change: Partial<EventFilter>) => void;
  /** Before the prediction, what only later events would tell is not offered. */
  readonly count: number;
};

function Fields({ id, index, filter, set, count }: FieldsProps) {
  const { actors, types, jobs } = choicesIn(index);
  return (
    <div className={css["fields"]} id={id}>
      <Select name="Who" value={filter.actor} onChange={(actor) => set({ actor })}>
        {offered(actors, count).map((actor) => (
          <option key={actor}>{actor}</option>
        ))}
      </Select>
      <Select name="Type" value={filter.type} onChange={(type) => set({ type: type as EventFilter["type"] })}>
        {offered(types, count).map((type) => (
          <option key={type}>{type}</option>
        ))}
      </Select>
      <Select name="Tone" value={filter.tone} onChange={(tone) => set({ tone: tone as EventFilter["tone"] })}>
        {Object.entries(TONES).map(([tone, word]) => (
          <option key={tone} value={tone}>
            {word}
          </option>
        ))}
      </Select>
      <label>
        Message{" "}
        <input
          className={css["field"]}
          list={`${id}-jobs`}
          value={filter.job}
          onChange={({ currentTarget: { value } }) => set({ job: value })}
          spellCheck={false}
        />
      </label>
      <datalist id={`${id}-jobs`}>
        {offered(jobs, count)
          .filter((job) => job.includes(filter.job))
          .slice(0, MOST_OFFERED)
          .map((job) => (
            <option key={job} value={job} />
          ))}
      </datalist>
    </div>
  );
}

type SelectProps = {
  readonly name: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly children: ReactNode;
};

function Select({ name, value, onChange, children }: SelectProps) {
  return (
    <label>
      {name}{" "}
      <select className={css["field"]} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">all</option>
        {children}
      </select>
    </label>
  );
}
