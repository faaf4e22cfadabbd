import { commandJob } from "../../../engine/views.ts";
import { commandName } from "./flow/command-name.ts";
import { isBuried, type EffectRecord, type MessageRecord } from "./trace/records.ts";

/** When each job was first done: charged or acked. A later delivery repeats it. */
export function doneSince(
  messages: readonly MessageRecord[],
  effects: readonly EffectRecord[],
): ReadonlyMap<string, number> {
  const since = new Map<string, number>();
  const note = (job: string, at: number) => since.set(job, Math.min(at, since.get(job) ?? Infinity));
  for (const { event, job } of effects) if (event.type === "effect-applied") note(job, event.at);
  for (const message of messages) {
    const { job, deletedAt, lost, dropped } = message;
    if (!lost && !dropped && deletedAt < Infinity && !isBuried(message)) note(job, deletedAt);
  }
  // Another try of a finished command repeats it, although its job has another name.
  for (const { job } of messages) {
    const command = commandName(job);
    const first = command && since.get(commandJob(command.order, command.action, 1));
    if (first !== null && first !== undefined) note(job, first);
  }
  return since;
}
