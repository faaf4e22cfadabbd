/** C0 and C1 controls, DEL, line and paragraph separators, and characters that change the text direction. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Untrusted text (an id, an error, a foreign trace) as one line that is safe to print on a terminal: each control character
 * is replaced by its code, `\x1b`.
 */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, (character) => codeOf(character, "\\x"));
}

/** JSON that is safe to print on a terminal: `JSON.stringify` does not escape all control characters. */
export function printableJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent);
  return text.replaceAll(UNPRINTABLE, (character) => (character === "\n" ? character : codeOf(character, "\\u00")));
}

function codeOf(character: string, prefix: "\\x" | "\\u00"): string {
  const code = character.charCodeAt(0);
  return code > 0xff ? `\\u${code.toString(16).padStart(4, "0")}` : prefix + code.toString(16).padStart(2, "0");
}
