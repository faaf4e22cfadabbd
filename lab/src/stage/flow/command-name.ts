import { type Action, QUEUE_OF } from "../../../../engine/views.ts";

/** Parses the name of a command's job: 'order-1-charge-try-2' is the second command to charge for order-1. */
export type CommandName = { readonly order: string; readonly action: Action; readonly try: number };

const COMMAND = new RegExp(`^(?!reply-)(.+)-(${Object.keys(QUEUE_OF).join("|")})(?:-(?:try-)?(\\d+))?$`);
const REPLY = /^reply-(.+)-\d+$/;

/** Null if the job is no command. */
export function commandName(job: string): CommandName | null {
  const [, order, action, again] = COMMAND.exec(job) ?? [];
  return order === undefined || action === undefined
    ? null
    : { order, action: action as Action, try: again === undefined ? 1 : Number(again) };
}

/** The command that a reply's job answers; null if it answers none. */
export function answeredCommand(job: string): CommandName | null {
  const asked = REPLY.exec(job)?.[1];
  return asked === undefined ? null : commandName(asked);
}

/** Whether a message belongs to the selection: itself, or for an order its commands and all answers. */
export function isAbout(job: string, selected: string): boolean {
  if (job === selected) return true;
  const asked = REPLY.exec(job)?.[1] ?? job;
  return asked === selected || commandName(asked)?.order === selected;
}
