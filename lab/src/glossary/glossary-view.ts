import { ELSEWHERE, SOURCES, SYSTEMS, TERMS, type Term } from "../../../engine/views.ts";

/** A term as the glossary shows it. */
export type GlossaryEntry = Term & {
  /** What it is called elsewhere; empty if no other system has a name for it. */
  readonly names: readonly { readonly system: string; readonly name: string }[];
  readonly sources: readonly string[];
};

/** All terms by name. */
export const GLOSSARY: readonly GlossaryEntry[] = TERMS.map((term) => {
  const found = ELSEWHERE.find((one) => one.term === term.id);
  return {
    ...term,
    names: found ? SYSTEMS.map(({ id, name }) => ({ system: name, name: found.names[id] ?? "–" })) : [],
    sources: found ? found.sources.map((id) => SOURCES[id]) : [],
  };
}).toSorted((a, b) => a.term.localeCompare(b.term, "en"));

/** The entries that contain every word of the search: in a name, another word, the definition, or a name elsewhere. */
export function searchGlossary(wanted: string): readonly GlossaryEntry[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const textOf = ({ term, also = [], definition, names }: GlossaryEntry) =>
    [term, ...also, definition, ...names.map(({ name }) => name)].join(" ").toLowerCase();
  const inName = ({ term, also = [] }: GlossaryEntry) =>
    [term, ...also].some((name) => words.every((word) => name.toLowerCase().includes(word)));
  const found = GLOSSARY.filter((entry) => words.every((word) => textOf(entry).includes(word)));
  return words.length === 0 ? GLOSSARY : [...found.filter(inName), ...found.filter((entry) => !inName(entry))];
}
