import { BadInputError } from "../kernel/errors.ts";
import { thrownText } from "../kernel/thrown-text.ts";

/** Bytes of UTF-8 that one unit of a JavaScript text can need. */
export const MOST_PER_CHARACTER = 3;

/** Why a value cannot be stored as JSON of at most `mostBytes`; null when it can. */
export function whyNotStorable(value: unknown, mostBytes: number): string | null {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (thrown) {
    return `it is not JSON: ${thrownText(thrown).split(" | ")[0]}`;
  }
  if (text === undefined) return `it is not JSON: a ${typeof value}`;
  const bytes = bytesOf(text, mostBytes);
  return bytes <= mostBytes ? null : `it has ${bytes} bytes as JSON, and ${mostBytes} can be stored`;
}

/** @throws BadInputError when it cannot be stored */
export function checkStorable(value: unknown, where: string, mostBytes: number): void {
  const why = whyNotStorable(value, mostBytes);
  if (why === null) return;
  throw new BadInputError(
    where,
    `cannot be stored: ${why}`,
    "Give JSON; store what is large elsewhere, and give its address.",
  );
}

/** How many bytes a text has in UTF-8; not counted where it certainly has no more than `enough`. */
export function bytesOf(text: string, enough = 0): number {
  return text.length * MOST_PER_CHARACTER <= enough ? text.length : new TextEncoder().encode(text).length;
}
