/** C0 and C1 controls, DEL, line and paragraph separators, and what turns the direction of the text around it. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text from outside (an id, an error, a trace of somebody else's) as one line that a terminal shows and does not obey: each
 * control character is written as its code, `\x1b`.
 */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, (character) => codeOf(character, "\\x"));
}

/** JSON that a terminal does not obey either: `JSON.stringify` leaves some control characters as they are. */
export function printableJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent);
  return text.replaceAll(UNPRINTABLE, (character) => (character === "\n" ? character : codeOf(character, "\\u00")));
}

function codeOf(character: string, prefix: "\\x" | "\\u00"): string {
  const code = character.charCodeAt(0);
  return code > 0xff ? `\\u${code.toString(16).padStart(4, "0")}` : prefix + code.toString(16).padStart(2, "0");
}
