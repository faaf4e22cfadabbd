import { useMemo } from "react";
import { useLab, usePlayhead, useRun } from "../binding/session-context.tsx";
import { formatMoment } from "../parts/format.ts";
import { eventsAt } from "../stage/trace/moments.ts";
import { eventRow } from "../panels/events/event-rows.ts";

/** Tells screen readers what happened when the run stops at a new moment. It is silent during playback. */
export function Announcer() {
  const run = useRun();
  const playing = useLab((state) => state.playing);
  const pausedAt = useLab((state) => state.lesson.pausedAt);
  const { seq } = usePlayhead();
  const words = useMemo(() => {
    if (!run || playing) return "";
    const now = seq > 0 ? run.outcome.events[seq - 1] : undefined;
    if (!now) return "At the start. Nothing has happened yet.";
    const together = eventsAt(run.index, now.at)
      .filter(({ seq: one }) => one <= seq)
      .map((event) => eventRow(event).sentence);
    const pause = pausedAt === null ? undefined : run.pauses[pausedAt];
    const paused = pause ? ` Paused${pause.isDecisive ? " at the decisive moment" : ""}. ${pause.says}` : "";
    return `${formatMoment(now.at)}: ${together.join(". ")}.${paused}`;
  }, [run, playing, seq, pausedAt]);

  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {words}
    </p>
  );
}
