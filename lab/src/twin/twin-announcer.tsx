import { useMemo } from "react";
import { formatMoment } from "../parts/format.ts";
import { eventsAt } from "../stage/trace/moments.ts";
import { eventRow } from "../panels/events/event-rows.ts";
import { SIDES, type Divergence, type SideNames } from "./types.ts";
import type { Run } from "../session/types.ts";
import { divergenceSentence } from "./divergence-words.ts";
import { useJointPlayhead, useTwinState } from "./twin-context.tsx";

/** Tells screen readers about divergences, also during playback, and what happened on each side when playback stops. */
export function TwinAnnouncer() {
  const runs = useTwinState((state) => state.runs);
  const playing = useTwinState((state) => state.playing);
  const divergences = useTwinState((state) => state.divergences);
  const names = useTwinState((state) => state.names);
  const { atMs } = useJointPlayhead();
  const last = divergences.findLast(({ at }) => at <= atMs);
  const words = useMemo(() => {
    if (!runs) return "";
    if (playing) return last ? divergenceSentence(last, names) : "";
    return momentWords([runs.glue, runs.orchestrated], { atMs, last, names });
  }, [runs, playing, atMs, last, names]);
  return (
    <p className="visually-hidden" role="status" aria-live="polite" data-says="twin">
      {words}
    </p>
  );
}

type Moment = { readonly atMs: number; readonly last: Divergence | undefined; readonly names: SideNames };

function momentWords(runs: readonly Run[], { atMs, last, names }: Moment): string {
  if (last?.at === atMs) return `${formatMoment(atMs)}: ${divergenceSentence(last, names)}`;
  const told = runs.flatMap(({ index }, i) => {
    const now = eventsAt(index, atMs).map((event) => eventRow(event).sentence);
    const side = SIDES[i];
    return now.length > 0 && side ? [`${names[side].short}: ${now.join(". ")}.`] : [];
  });
  return told.length > 0 ? `${formatMoment(atMs)}: ${told.join(" ")}` : "";
}
