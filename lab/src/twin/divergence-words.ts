import type { Divergence, Side, SideNames } from "./types.ts";

const OUTSIDE: { readonly [effect: string]: string } = {
  reserve: "the stock is reserved",
  check: "the order is checked for fraud",
  charge: "the card is charged",
  ship: "the parcel leaves",
  notify: "the mail is sent",
  release: "the stock is released",
  refund: "the money is refunded",
  recall: "the parcel is recalled",
  apologize: "an apology is mailed",
};
const MOST = 4;

/** A line of a story in plain words: 'outside: ship' is what the outside services did. */
export function storyWords(text: string): string {
  const [, effect = "", rest = ""] = /^outside: (\w+)(.*)$/.exec(text) ?? [];
  return effect === "" ? text : `${OUTSIDE[effect] ?? effect}${rest}`;
}

/** What happens only on one side. */
export function sideStory({ lines }: Divergence, side: Side): string {
  const told = lines[side].map(({ text }) => storyWords(text));
  if (told.length === 0) return "none of this";
  const more = told.length - MOST;
  return `${told.slice(0, MOST).join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}

export function afterWords({ after, order }: Divergence): string {
  return after === null ? `${order}, from the beginning` : `${order}, after ‘${storyWords(after)}’`;
}

/** The whole divergence as one sentence, for screen readers. */
export function divergenceSentence(divergence: Divergence, names: SideNames): string {
  const side = (one: Side) => `${names[one].short}: ${sideStory(divergence, one)}`;
  return `They diverge here: ${afterWords(divergence)}. ${side("glue")}. ${side("orchestrated")}.`;
}
