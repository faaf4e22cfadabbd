import { useMemo } from "react";
import { formatMoment } from "../parts/format.ts";
import { eventRow } from "../projection/event-rows.ts";
import { SIDES, type Parting } from "../projection/types-twin.ts";
import type { Run } from "../session/types.ts";
import { partingSentence } from "./parting-words.ts";
import { SIDE_SHORT } from "./side-words.ts";
import { useJointPlayhead, useTwinState } from "./twin-context.tsx";

/** Tells screen readers where the two part, also while it plays; and what happened on each side where it stands still. */
export function TwinAnnouncer() {
  const runs = useTwinState((state) => state.runs);
  const playing = useTwinState((state) => state.playing);
  const partings = useTwinState((state) => state.partings);
  const { atMs } = useJointPlayhead();
  const last = partings.findLast(({ at }) => at <= atMs);
  const words = useMemo(() => {
    if (!runs) return "";
    return playing ? (last ? partingSentence(last) : "") : momentWords([runs.glue, runs.orchestrated], atMs, last);
  }, [runs, playing, atMs, last]);
  return (
    <p className="visually-hidden" role="status" aria-live="polite" data-says="twin">
      {words}
    </p>
  );
}

function momentWords(runs: readonly Run[], atMs: number, last: Parting | undefined): string {
  if (last?.at === atMs) return `${formatMoment(atMs)}: ${partingSentence(last)}`;
  const told = runs.flatMap(({ index }, i) => {
    const now = index.events.filter(({ at }) => at === atMs).map((event) => eventRow(event).sentence);
    const side = SIDES[i];
    return now.length > 0 && side ? [`${SIDE_SHORT[side]}: ${now.join(". ")}.`] : [];
  });
  return told.length > 0 ? `${formatMoment(atMs)}: ${told.join(" ")}` : "";
}
