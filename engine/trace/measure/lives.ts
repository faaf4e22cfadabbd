import type { TraceEvent } from "../events.ts";
import type { Span } from "./figures.ts";

/** When each actor was alive, incarnation by incarnation. */
export function livesOf(events: readonly TraceEvent[], end: number): Map<string, Span[]> {
  const began = new Map<string, number>();
  const lives = new Map<string, Span[]>();
  const live = (actor: string, to: number) => {
    const from = began.get(actor);
    if (from === undefined) return;
    began.delete(actor);
    lives.set(actor, [...(lives.get(actor) ?? []), { from, to }]);
  };
  for (const { type, actor, at } of events) {
    if (type === "actor-started") began.set(actor, at);
    else if (type === "actor-crashed" || type === "actor-stopped") live(actor, at);
  }
  for (const actor of [...began.keys()]) live(actor, end);
  return lives;
}
