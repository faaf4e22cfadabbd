import { BadInputError } from "../kernel/errors.ts";
import { thrownText } from "../kernel/thrown-text.ts";

/** The most bytes of UTF-8 that one unit of a JavaScript string needs. */
export const MOST_PER_CHARACTER = 3;

/** Why a value cannot be stored as JSON of at most `mostBytes`; null if it can. */
export function whyNotStorable(value: unknown, mostBytes: number): string | null {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (thrown) {
    return `it is not JSON: ${thrownText(thrown).split(" | ")[0]}`;
  }
  if (text === undefined) return `it is not JSON: a ${typeof value}`;
  const bytes = bytesOf(text, mostBytes);
  return bytes <= mostBytes ? null : `it has ${bytes} bytes as JSON, at most ${mostBytes} can be stored`;
}

/** @throws BadInputError if it cannot be stored */
export function checkStorable(value: unknown, where: string, mostBytes: number): void {
  const why = whyNotStorable(value, mostBytes);
  if (why === null) return;
  throw new BadInputError(
    where,
    `cannot be stored: ${why}`,
    "Give JSON; store large data elsewhere, and give its address.",
  );
}

/** The number of bytes of a text in UTF-8; not counted exactly if it certainly has no more than `enough`. */
export function bytesOf(text: string, enough = 0): number {
  return text.length * MOST_PER_CHARACTER <= enough ? text.length : new TextEncoder().encode(text).length;
}
