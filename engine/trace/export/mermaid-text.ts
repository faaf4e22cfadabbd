/**
 * Escapes any text for a Mermaid label. Characters with a meaning in Mermaid's grammar, its directives or HTML become
 * entity codes (`#59;`), which Mermaid shows as the character.
 */
export function mermaidText(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, " ").trim();
  if (oneLine === "") return "?";
  return Array.from(oneLine, (character, i) => (isPlain(oneLine, character, i) ? character : entity(character)))
    .join("")
    .replaceAll(STYLING, (word) => entity(word.slice(0, 1)) + word.slice(1));
}

/** The same, in lines of at most `width` characters, broken between words. */
export function mermaidLines(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map(mermaidText).join("<br/>");
}

/** Mermaid reads a line with one of these words and a later entity as a style, and cuts the entity. */
const STYLING = /style|classDef/g;
const PLAIN = /^[\p{L}\p{N} \-_.,()'€−+/=?]$/u;

/** A colon is plain, except after a first word that is a Mermaid keyword: `wrap:`. */
function isPlain(text: string, character: string, at: number): boolean {
  if (character === ":") return !/^(no)?wrap\s*$/i.test(text.slice(0, at));
  return PLAIN.test(character);
}

function entity(character: string): string {
  return `#${character.codePointAt(0) ?? 63};`;
}

/** A line that Mermaid skips. In braces it would read it as a directive. */
export function mermaidComment(text: string): string {
  return `%% ${mermaidText(text).replaceAll("%%", "%")}`;
}
