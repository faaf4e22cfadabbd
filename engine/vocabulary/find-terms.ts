import { TERMS } from "./terms.ts";
import type { Term } from "./terms/term.ts";

/** A piece of a text; `term` is the id of the term that it is. */
export type TermPiece = { readonly text: string; readonly term?: string };

/** All words of all terms, the longest first, so that 'dead-letter queue' is not read as 'queue'. */
const WORDS: readonly (readonly [word: string, term: Term])[] = TERMS.flatMap((term) =>
  [term.term, ...(term.also ?? [])].map((word) => [word, term] as const),
).toSorted(([a], [b]) => b.length - a.length);

/** Upper case and hyphens make no difference: 'At-least-once'. */
const plain = (word: string) => word.toLowerCase().replaceAll("-", " ");

const BY_WORD = new Map(WORDS.map(([word, term]) => [plain(word), term]));

/** A hyphen or a letter before or after makes it another word: order-log, -log-. */
const PATTERN = new RegExp(`(?<![\\w-])(?:${WORDS.map(([word]) => escaped(word)).join("|")})s?(?![\\w-])`, "gi");

function escaped(word: string): string {
  return word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/[ -]/g, "[ -]");
}

/** Divides a text at its terms. Only the first use of a term is marked; `seen` holds those that were, and grows. */
export function markTerms(text: string, seen: Set<string>): TermPiece[] {
  const pieces: TermPiece[] = [];
  let at = 0;
  for (const match of text.matchAll(PATTERN)) {
    const term = termOf(match[0]);
    if (!term || seen.has(term.id)) continue;
    seen.add(term.id);
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    pieces.push({ text: match[0], term: term.id });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}

function termOf(found: string): Term | undefined {
  const word = plain(found);
  return BY_WORD.get(word) ?? BY_WORD.get(word.replace(/s$/, ""));
}

export function termById(id: string): Term | undefined {
  return TERMS.find((term) => term.id === id);
}
