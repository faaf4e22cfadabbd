import { useId, useMemo, useState } from "react";
import { usePlayhead, useRun, useSession } from "../../binding/session-context.tsx";
import { eventRow } from "../events/event-rows.ts";
import panelCss from "../panels.module.css";
import css from "./why.module.css";
import { whyOf, type WrongFigure } from "./why.ts";

/** More reasons than this are counted. */
const MOST = 5;

/** Which figure is explained; one at a time. */
export function useWhy() {
  const [open, setOpen] = useState<WrongFigure | null>(null);
  const id = useId();
  return { open, id, toggle: (figure: WrongFigure) => setOpen(open === figure ? null : figure) };
}
export type WhyState = ReturnType<typeof useWhy>;

export function WhyButton({ figure, why }: { readonly figure: WrongFigure; readonly why: WhyState }) {
  return (
    <button
      type="button"
      className={panelCss["jobLink"]}
      aria-expanded={why.open === figure}
      aria-controls={why.id}
      aria-label={`Why? ${figure}`}
      onClick={() => why.toggle(figure)}
    >
      why?
    </button>
  );
}

/** For each job that the open figure is about: what is wrong, and the events that it follows from. */
export function Reasons({ why: { open, id } }: { readonly why: WhyState }) {
  const run = useRun();
  const { atMs } = usePlayhead();
  const reasons = useMemo(() => (run && open ? whyOf(run.index, open, atMs) : []), [run, open, atMs]);
  if (!run || open === null) return null;
  return (
    <section className={css["reasons"]} id={id} aria-label={`Why: ${open}`}>
      {reasons.length === 0 && <p className={panelCss["muted"]}>At this moment, this figure is right.</p>}
      {reasons.slice(0, MOST).map(({ subject, says, because }) => (
        <div key={`${subject} ${says}`}>
          <h3 className={panelCss["heading"]}>
            {subject} {says}
          </h3>
          <ol className={css["events"]}>
            {because.map((place) => (
              <Reason key={place} place={place} />
            ))}
          </ol>
        </div>
      ))}
      {reasons.length > MOST && <p className={panelCss["muted"]}>And {reasons.length - MOST} more.</p>}
    </section>
  );
}

function Reason({ place }: { readonly place: number }) {
  const session = useSession();
  const event = useRun()?.index.events[place];
  if (event === undefined) return null;
  const { time, sentence } = eventRow(event);
  const seek = () => {
    session.pause();
    session.seek(event.at);
  };
  return (
    <li>
      <button type="button" onClick={seek}>
        <span className="num">{time}</span> {sentence}
      </button>
    </li>
  );
}
