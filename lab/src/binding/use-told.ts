import { useCallback, useState } from "react";
import { useLab, usePlayhead, useSession } from "./session-context.tsx";

/**
 * When to show what happened. It is shown once it is revealed. But if the learner watches the run from the decisive
 * moment on, it is shown only after the run has ended, so that the run itself gives the answer.
 */
export function useTold(): { readonly told: boolean; readonly tell: () => void } {
  const session = useSession();
  const { revealed, pausedAtDecisive, prediction } = useLab((state) => state.lesson);
  const { atMs, endMs } = usePlayhead();
  const [watching, setWatching] = useState(false);
  const atEnd = endMs > 0 && atMs >= endMs;
  if (pausedAtDecisive && !watching) setWatching(true);
  else if (!pausedAtDecisive && atEnd && watching) setWatching(false);
  const tell = useCallback(() => {
    setWatching(false);
    session.reveal();
  }, [session]);
  const wantsToWatch = prediction !== null && (watching || pausedAtDecisive);
  return { told: revealed && !wantsToWatch, tell };
}
