import { createContext, useContext, useSyncExternalStore, type ReactNode } from "react";
import type { StageView } from "../stage/stage.ts";
import type { PlayheadSnapshot, Run, Session, SessionState } from "../session/types.ts";

/** React's side of the headless session. Nothing here runs at frame rate: the playhead's snapshot changes ten times a second. */
const SessionContext = createContext<Session | null>(null);
export const StageContext = createContext<StageView | null>(null);

export function SessionProvider({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession outside of SessionProvider");
  return session;
}

/** Selects a part of the session's state. `select` must return the same object for the same state. */
export function useLab<T>(select: (state: SessionState) => T): T {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, () => select(session.getState()));
}

export function usePlayhead(): PlayheadSnapshot {
  const { playhead } = useSession();
  return useSyncExternalStore(playhead.subscribeSlow, playhead.snapshot);
}

export const useRun = (): Run | null => useLab((state) => state.run);

export function useStage(): StageView | null {
  return useContext(StageContext);
}

/** False until the learner has committed to a prediction. Until then, the run's figures are hidden. */
export function useFiguresShown(): boolean {
  return useLab((state) => !state.scenario?.lesson || state.lesson.prediction !== null || state.lesson.revealed);
}
