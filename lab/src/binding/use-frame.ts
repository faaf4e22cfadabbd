import { useEffect, useRef } from "react";
import { useSession } from "./session-context.tsx";

/** Calls back with the playhead's moment when it moves, outside of React, for badges that change at frame rate. */
export function useFrame(onFrame: (atMs: number) => void): void {
  const { playhead } = useSession();
  const latest = useRef(onFrame);
  useEffect(() => {
    latest.current = onFrame;
    onFrame(playhead.get());
  });
  useEffect(() => playhead.subscribe(() => latest.current(playhead.get())), [playhead]);
}
