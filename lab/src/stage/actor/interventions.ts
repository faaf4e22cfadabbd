import { formatMs } from "../../../../engine/views.ts";
import type { InterventionAction } from "../../../../engine/trace/events/runner.ts";
import type { RunIndex } from "../trace/run-index.ts";
import { isPausedAt } from "./state.ts";

/** Why an intervention is impossible at this moment, as a sentence; null if it is possible. */
export function whyNot(index: RunIndex, { kind, actor }: InterventionAction, atMs: number): string | null {
  const lives = index.incarnations.get(actor);
  if (!lives) return `There is no ${actor} in this run.`;
  const life = lives.findLast(({ started }) => started.at <= atMs);
  const running = life !== undefined && (life.ended === null || life.ended.at > atMs);
  const when = formatMs(atMs);
  if (atMs >= index.endMs) return `The run is over at ${when}: go to an earlier moment.`;
  if (kind === "restart") {
    if (running) return `${actor} is running at ${when}: there is nothing to restart.`;
    return life ? null : `${actor} has not started yet at ${when}.`;
  }
  if (!life) return `${actor} has not started yet at ${when}.`;
  if (!running) {
    return life.ended?.type === "actor-crashed"
      ? `${actor} has already crashed at ${when}.`
      : `${actor} has already stopped at ${when}: go to an earlier moment.`;
  }
  if (kind === "crash") return null;
  const paused = isPausedAt(index, actor, atMs);
  if (kind === "pause") return paused ? `${actor} is already paused at ${when}.` : null;
  return paused ? null : `${actor} is not paused at ${when}: there is nothing to resume.`;
}
