import { z } from "zod";
import type { DeepReadonly } from "./deep-readonly.ts";
import { count } from "./numbers.ts";

const NAMED = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/;

const cron = z
  .string()
  .refine((text) => NAMED.test(text.trim()) || [5, 6].includes(fieldsOf(text).length), {
    error: "six fields (second, minute, hour, day of month, month, day of week), five without the second, or @daily",
  })
  .describe("Six fields: second, minute, hour, day of month, month, day of week; of five, the second is 0.");

/**
 * When a schedule makes its next job: at an interval of whole seconds, or when the time matches a cron pattern, in UTC or in
 * `timeZone` (an IANA name).
 */
export const when = z
  .union([
    z.strictObject({ everySeconds: count.max(100 * 365 * 86_400) }),
    z.strictObject({ cron, timeZone: z.string().min(1).exactOptional() }),
  ])
  .meta({
    description: "An interval in whole seconds, or a cron pattern, in UTC or in a time zone.",
    examples: [{ everySeconds: 30 }, { cron: "0 0 3 * * *" }, { cron: "30 2 * * MON-FRI", timeZone: "Europe/Berlin" }],
  });

/**
 * When a schedule makes its next job.
 * @useDeclaredType
 */
export type When = DeepReadonly<z.output<typeof when>>;

/** The pattern in the form that the server expects: with seconds. */
export function withSeconds(text: string): string {
  return fieldsOf(text).length === 5 ? `0 ${text.trim()}` : text;
}

function fieldsOf(text: string): string[] {
  return text.trim().split(/\s+/);
}
