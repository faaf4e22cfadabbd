import { useCallback } from "react";
import { useLab, usePlayhead, useRun, useSession } from "../binding/session-context.tsx";
import { useAfter } from "../binding/use-after.ts";
import { keepPlace } from "../session/last-place.ts";

/** Long enough that a scrub keeps one place and not fifty. */
const RESTS_MS = 600;

/** Keeps the lesson and its moment whenever the run rests there. `on`: false for runs that have no link. */
export function useKeepPlace(on: boolean): void {
  const session = useSession();
  const run = useRun();
  const { atMs } = usePlayhead();
  const playing = useLab((state) => state.playing);
  const title = useLab((state) => state.scenario?.title);
  // A new run or another moment begins the rest anew.
  const keep = useCallback(() => {
    if (!run || title === undefined) return;
    void session.link().then((link) => keepPlace({ title, atMs, href: `#/run/${link}` }));
  }, [session, run, title, atMs]);
  useAfter(on && run && !playing ? RESTS_MS : null, keep);
}
