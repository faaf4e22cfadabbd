import { useLab, usePlayhead } from "../binding/session-context.tsx";
import { WHAT_HAPPENED } from "../lessons/explanation.tsx";
import { Button } from "../parts/button.tsx";

/** In one column, the lesson is above the canvas. At the end of the run, this button leads back to it. */
export function ReadOn() {
  const revealed = useLab((state) => state.lesson.revealed);
  const { atMs, endMs } = usePlayhead();
  if (!revealed || endMs === 0 || atMs < endMs) return null;
  return <Button onClick={() => document.getElementById(WHAT_HAPPENED)?.scrollIntoView()}>Read what happened</Button>;
}
