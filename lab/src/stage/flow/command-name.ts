import { type Action, QUEUE_OF } from "../../../../engine/views.ts";

/** What the name of a command's job says: 'order-1-charge-try-2' commands to charge for order-1, for the second time. */
export type CommandName = { readonly order: string; readonly action: Action; readonly try: number };

const COMMAND = new RegExp(`^(?!reply-)(.+)-(${Object.keys(QUEUE_OF).join("|")})(?:-(?:try-)?(\\d+))?$`);
const REPLY = /^reply-(.+)-\d+$/;

/** Null for a job that commands nothing. */
export function commandName(job: string): CommandName | null {
  const [, order, action, again] = COMMAND.exec(job) ?? [];
  return order === undefined || action === undefined
    ? null
    : { order, action: action as Action, try: again === undefined ? 1 : Number(again) };
}

/** The command that a reply's job answers; null where it answers no command. */
export function answeredCommand(job: string): CommandName | null {
  const asked = REPLY.exec(job)?.[1];
  return asked === undefined ? null : commandName(asked);
}

/** Whether a message belongs to what is selected: itself, or for an order its commands and all answers. */
export function isAbout(job: string, selected: string): boolean {
  if (job === selected) return true;
  const asked = REPLY.exec(job)?.[1] ?? job;
  return asked === selected || commandName(asked)?.order === selected;
}
