/**
 * Lessons put figures into sentences that were written for one run: '{crashes} worker died'. In another run, the noun
 * and the verb after a count must agree with it: '10 workers died', '1 order was done'.
 */
export function agreeWith(count: number, following: string): string {
  const [, space = "", word = "", rest = ""] = /^(\s)([a-z]+)\b(.*)$/s.exec(following) ?? [];
  if (word === "") return following;
  if (isVerb(word)) return space + verbFor(count, word) + rest;
  const noun = nounFor(count, word);
  if (noun === null) return following;
  return space + noun + rest.replace(/^\s(was|were|is|are)\b/, (_, verb: string) => ` ${verbFor(count, verb)}`);
}

/** The nouns that lessons count, in the singular. */
const NOUNS = [
  ..."time worker order job run charge request answer message letter photo mail upload delivery video booking card".split(
    " ",
  ),
  ..."event question orphan carrier parcel refund write code clerk invoice deposit acknowledgement repetition".split(
    " ",
  ),
];
const PLURALS = new Map(NOUNS.map((noun) => [noun, noun.replace(/y$/, "ie") + "s"]));
const SINGULARS = new Map([...PLURALS].map(([one, many]) => [many, one]));

/** Null if the word is not in this list, or is an adjective. */
function nounFor(count: number, word: string): string | null {
  const one = PLURALS.has(word) ? word : SINGULARS.get(word);
  if (one === undefined) return null;
  return count === 1 ? one : (PLURALS.get(one) ?? word);
}

const VERBS = [
  ["is", "are"],
  ["was", "were"],
] as const;
const isVerb = (word: string): boolean => VERBS.some((pair) => pair.some((verb) => verb === word));
function verbFor(count: number, word: string): string {
  const [one, many] = VERBS.find((pair) => pair.some((verb) => verb === word)) ?? [word, word];
  return count === 1 ? one : many;
}
