/**
 * Lessons put figures into sentences that were written for one run: '{crashes} worker died'. In another run, the noun
 * and the verb after a count must agree with it: '10 workers died', '1 late reply was dropped'.
 */
export function agreeWith(count: number, following: string): string {
  const verb = /^\s([a-z]+)\b(.*)$/s.exec(following);
  if (verb?.[1] !== undefined && isVerb(verb[1])) return ` ${verbFor(count, verb[1])}${verb[2]}`;
  const counted = countedIn(following);
  if (counted === null) return following;
  const rest = counted.rest.replace(VERB_AFTER, (_, word: string) => ` ${verbFor(count, word)}`);
  return ` ${counted.before}${count === 1 ? counted.one : counted.many}${rest}`;
}

/** Zero in words: 'no' before what is counted, else 'none'. With a capital where a sentence begins. */
export function zeroBefore(following: string, preceding: string): string {
  const says = countedIn(following) === null ? "none" : "no";
  return /(^|[.!?] )$/.test(preceding) ? says.charAt(0).toUpperCase() + says.slice(1) : says;
}

/** The nouns that lessons count, in the singular. */
const NOUNS = [
  ..."time worker order job run charge request answer reply message letter photo mail upload delivery video".split(" "),
  ..."booking card event question orphan carrier parcel refund write code clerk invoice deposit acknowledgement".split(
    " ",
  ),
  ..."repetition duplicate command retry price effect attempt redelivery reminder publish place process customer".split(
    " ",
  ),
  ..."reader printer change recall poll heartbeat phone server account partition copy apology".split(" "),
];
const plural = (noun: string): string => noun.replace(/([^aeiou])y$/, "$1ie").replace(/(s|sh)$/, "$1e") + "s";
const PLURALS = new Map(NOUNS.map((noun) => [noun, plural(noun)]));
const SINGULARS = new Map([...PLURALS].map(([one, many]) => [many, one]));

type Counted = { readonly before: string; readonly one: string; readonly many: string; readonly rest: string };

/** The noun that a count stands before, with an adjective between them or not; null where there is none of ours. */
function countedIn(following: string): Counted | null {
  for (const pattern of [/^\s()([a-z]+)\b(.*)$/s, /^\s((?!of |to |in |by |and |or )[a-z-]+ )([a-z]+)\b(.*)$/s]) {
    const [, before = "", word = "", rest = ""] = pattern.exec(following) ?? [];
    const one = PLURALS.has(word) ? word : SINGULARS.get(word);
    if (one !== undefined) return { before, one, many: PLURALS.get(one) ?? word, rest };
  }
  return null;
}

const VERBS = [
  ["is", "are"],
  ["was", "were"],
  ["has", "have"],
] as const;
const VERB_AFTER = /^\s(was|were|is|are|has|have)\b/;
const isVerb = (word: string): boolean => VERBS.some((pair) => pair.some((verb) => verb === word));
function verbFor(count: number, word: string): string {
  const [one, many] = VERBS.find((pair) => pair.some((verb) => verb === word)) ?? [word, word];
  return count === 1 ? one : many;
}
