import type { Drawing } from "../drawing.ts";

/**
 * Whether a queue has a tray for dead letters in the picture: if this run puts something there, if somebody sees to them, or
 * if it is the only channel.
 */
export function trayFor({ scenario, used }: Drawing, queue: string): boolean {
  const [only, ...others] = scenario.queues;
  const alone = others.length === 0 && scenario.logs.length === 0;
  return used.buried.has(queue) || isTended({ scenario }, queue) || (alone && only?.deadLetters !== false);
}

/** Whether somebody sees to a queue's dead letters. */
export function isTended({ scenario }: Pick<Drawing, "scenario">, queue: string): boolean {
  return scenario.desks.some((desk) => desk.queue === queue);
}
