import type { Drawing } from "../drawing.ts";

/**
 * Whether the picture shows a queue's dead letters: if this run puts a message there, if an operator handles them, or
 * if the dead-letter queue is the only channel.
 */
export function showsDeadLetters({ scenario, used }: Drawing, queue: string): boolean {
  const [only, ...others] = scenario.queues;
  const alone = others.length === 0 && scenario.logs.length === 0;
  return used.buried.has(queue) || hasOperator({ scenario }, queue) || (alone && only?.deadLetters !== false);
}

/** Whether an operator handles a queue's dead letters. */
export function hasOperator({ scenario }: Pick<Drawing, "scenario">, queue: string): boolean {
  return scenario.operators.some((operator) => operator.queue === queue);
}
