import { actorParty, type Arrow, type Place } from "../diagram-parts.ts";
import type { EventStamp } from "../event.ts";
import { family } from "../family.ts";
import { formatMoney } from "../format.ts";

export type OutsideEvent =
  /** Something happened outside that cannot be taken back by a queue: `key` is the idempotency key, if one was given. */
  | {
      readonly type: "effect-applied";
      readonly effect: string;
      readonly job: string;
      readonly key: string | null;
      readonly amountCents: number;
    }
  /** The outside world had seen this idempotency key and did nothing. */
  | {
      readonly type: "effect-deduplicated";
      readonly effect: string;
      readonly job: string;
      readonly key: string;
      readonly amountCents: number;
    }
  /** Undone before it was done: `effect` will never be applied for this key, should its command still come. */
  | { readonly type: "effect-prevented"; readonly effect: string; readonly job: string; readonly key: string }
  /** It did nothing: it answers nobody just now, or somebody with a newer fencing token had been there. */
  | {
      readonly type: "effect-refused";
      readonly effect: string;
      readonly job: string;
      readonly reason: "down" | "stale-token";
    };

export const outsideEvents = family<OutsideEvent>({
  "effect-applied": {
    says: ({ effect, amountCents, job, key }) =>
      `${wordsOf(effect, "done", amountCents)} ${job} (${effect}${key === null ? ", no idempotency key" : `, idempotency key ${key}`})`,
    draws: (event) => {
      const money = event.amountCents === 0 ? "" : `, ${formatMoney(event.amountCents)}`;
      return toOutside(event, `${event.effect} ${event.job}${money}`);
    },
    tone: "work",
    mark: "effect",
    flowMark: "outside",
  },
  "effect-deduplicated": {
    says: ({ effect, amountCents, job, key }) =>
      `${wordsOf(effect, "again", amountCents)} ${job} (${effect}, idempotency key ${key})`,
    draws: (event) => toOutside(event, `${event.effect} ${event.job} again: key known, nothing done`),
    tone: "warn",
    mark: "recognized",
  },
  "effect-prevented": {
    says: ({ effect, job, key }) => `${effect} of ${job} was called off before it happened (idempotency key ${key})`,
    draws: (event) => toOutside(event, `call off ${event.effect} ${event.job}`),
    tone: "warn",
    mark: "refused",
  },
  "effect-refused": {
    says: ({ effect, job, reason }) =>
      reason === "down"
        ? `${effect} of ${job} failed: nobody answers outside`
        : `${effect} of ${job} was refused: somebody with a newer fencing token had been there`,
    draws: (event) => toOutside(event, `${event.effect} ${event.job}: ${REFUSED[event.reason]}`),
    tone: "warn",
    mark: "refused",
  },
});

const REFUSED = { down: "no answer", "stale-token": "refused, an older fencing token" } as const;

/** What each effect did, and what it would have done: with {amount} where money moves. */
const EFFECT_WORDS: { readonly [effect: string]: readonly [done: string, again: string] } = {
  check: ["the payment provider found nothing wrong with", "the payment provider had checked before"],
  charge: [
    "the payment provider took {amount} for",
    "the payment provider had taken {amount} before and took nothing for",
  ],
  refund: ["the payment provider gave back {amount} for", "the payment provider had nothing to give back for"],
  reserve: ["the stock was reserved for", "the stock had been reserved before for"],
  release: ["the stock was released of", "there was no stock to release of"],
  ship: ["the parcel left for", "the parcel had left before, and none left again, for"],
  recall: ["the parcel was called back of", "there was no parcel to call back of"],
  apologize: [
    "the customer got a second mail, that the first does not hold, about",
    "there was no mail to apologize for about",
  ],
  notify: ["the customer got a mail about", "the customer had got the mail before about"],
};

/** What `effect` did, or what it would have done again. */
function wordsOf(effect: string, which: "done" | "again", cents: number): string {
  const [done, again] = EFFECT_WORDS[effect] ?? [`${effect} was applied for`, `${effect} changed nothing for`];
  return (which === "done" ? done : again).replace("{amount}", formatMoney(Math.abs(cents)));
}

/** The cause tells which actor asked for an effect; without a cause it is a note. */
function toOutside({ actor: outside, cause }: EventStamp, text: string): Arrow | Place {
  const requester = /^(.*)\/\d+\/\d+$/s.exec(cause ?? "")?.[1];
  if (requester === undefined) return "actor";
  return { kind: "arrow", from: actorParty(requester), to: actorParty(outside), dotted: false, text };
}
