import { useMemo, useRef, type ReactNode } from "react";
import { useLab, usePlayhead, useRun } from "../../binding/session-context.tsx";
import { useFrame } from "../../binding/use-frame.ts";
import { formatExact } from "../../parts/format.ts";
import { eventRow } from "../events/event-rows.ts";
import { Scrubber } from "./scrubber.tsx";
import css from "./time-machine.module.css";
import { Pace, Transport } from "./transport.tsx";

/** The main control: the current moment of the run, and how to move in it. */
export function TimeMachine({ children }: { readonly children?: ReactNode }) {
  const run = useRun();
  const { endMs } = usePlayhead();
  const now = useRef<HTMLOutputElement>(null);
  const caption = useCaption();
  const decisive = useLab(({ lesson, run }) =>
    lesson.pausedAt === null ? null : (run?.pauses[lesson.pausedAt]?.says ?? null),
  );
  useFrame((ms) => {
    const text = formatExact(ms);
    if (now.current && now.current.textContent !== text) now.current.textContent = text;
  });
  return (
    <section className={css["machine"]} aria-label="Time machine">
      <div className={css["controls"]}>
        <Transport />
        <p className={css["moment"]}>
          <output ref={now} className={css["now"]} aria-label="Current moment" aria-live="off" />
          <span className={css["end"]}>of {formatExact(run ? endMs : 0)}</span>
        </p>
        <p className={css["caption"]} data-decisive={decisive !== null || undefined}>
          {decisive ?? caption}
        </p>
        {children}
        <Pace />
      </div>
      <Scrubber caption={caption} />
    </section>
  );
}

/** The last event, as a sentence. */
export function useCaption(): string {
  const run = useRun();
  const { seq } = usePlayhead();
  return useMemo(() => {
    const event = run && seq > 0 ? run.outcome.events[seq - 1] : undefined;
    return event ? eventRow(event).sentence : "Nothing has happened yet.";
  }, [run, seq]);
}
