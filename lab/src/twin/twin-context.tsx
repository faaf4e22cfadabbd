import { createContext, useContext, useEffect, useRef, useSyncExternalStore, type ReactNode } from "react";
import { SessionProvider } from "../binding/session-context.tsx";
import type { Side } from "./types.ts";
import type { TwinSession, TwinState } from "../session/twin-types.ts";
import type { PlayheadSnapshot } from "../session/types.ts";

/** React's side of the twin. Each side is a session, so canvas and panels do not know that there are two. */
const TwinContext = createContext<TwinSession | null>(null);

export function TwinProvider({ twin, children }: { readonly twin: TwinSession; readonly children: ReactNode }) {
  return <TwinContext value={twin}>{children}</TwinContext>;
}

export function useTwin(): TwinSession {
  const twin = useContext(TwinContext);
  if (!twin) throw new Error("useTwin outside of TwinProvider");
  return twin;
}

/** Selects a part of the twin's state. `select` must return the same object for the same state. */
export function useTwinState<T>(select: (state: TwinState) => T): T {
  const twin = useTwin();
  return useSyncExternalStore(twin.subscribe, () => select(twin.getState()));
}

/** The shared time, about ten times a second. */
export function useJointPlayhead(): PlayheadSnapshot {
  const { playhead } = useTwin();
  return useSyncExternalStore(playhead.subscribeSlow, playhead.snapshot);
}

/** Calls back with the shared moment when it moves, outside of React. */
export function useJointFrame(onFrame: (atMs: number) => void): void {
  const { playhead } = useTwin();
  const latest = useRef(onFrame);
  useEffect(() => {
    latest.current = onFrame;
    onFrame(playhead.get());
  });
  useEffect(() => playhead.subscribe(() => latest.current(playhead.get())), [playhead]);
}

/** Everything below sees only this side. */
export function SideProvider({ side, children }: { readonly side: Side; readonly children: ReactNode }) {
  const { sides } = useTwin();
  return <SessionProvider session={sides[side]}>{children}</SessionProvider>;
}
