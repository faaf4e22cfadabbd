import { actorParty, type Arrow, type Place } from "../diagram-parts.ts";
import type { EventStamp } from "../event.ts";
import { family } from "../family.ts";
import { formatMoney } from "../format.ts";

export type OutsideEvent =
  /** An outside service applied an effect, which no queue can revert. `key`: its idempotency key; null: it has none. */
  | {
      readonly type: "effect-applied";
      readonly effect: string;
      readonly job: string;
      readonly key: string | null;
      readonly amountCents: number;
    }
  /** The outside service knew this idempotency key and did nothing. */
  | {
      readonly type: "effect-deduplicated";
      readonly effect: string;
      readonly job: string;
      readonly key: string;
      readonly amountCents: number;
    }
  /** The effect was cancelled before it happened: the service will refuse a later command with this key. */
  | { readonly type: "effect-prevented"; readonly effect: string; readonly job: string; readonly key: string }
  /** The service did nothing: it is down, or it has seen a newer fencing token. */
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
    draws: (event) => toOutside(event, `${event.effect} ${event.job} again: known key, nothing done`),
    tone: "warn",
    mark: "recognized",
  },
  "effect-prevented": {
    says: ({ effect, job, key }) => `${effect} of ${job} was cancelled before it happened (idempotency key ${key})`,
    draws: (event) => toOutside(event, `cancel ${event.effect} ${event.job}`),
    tone: "warn",
    mark: "refused",
  },
  "effect-refused": {
    says: ({ effect, job, reason }) =>
      reason === "down"
        ? `${effect} of ${job} failed: the outside service does not answer`
        : `${effect} of ${job} was refused: the service has seen a newer fencing token`,
    draws: (event) => toOutside(event, `${event.effect} ${event.job}: ${REFUSED[event.reason]}`),
    tone: "warn",
    mark: "refused",
  },
});

const REFUSED = { down: "no answer", "stale-token": "refused, an older fencing token" } as const;

/** For each effect: the sentence when it was applied, and when it was a duplicate. {amount} is the money moved. */
const EFFECT_WORDS: { readonly [effect: string]: readonly [done: string, again: string] } = {
  check: ["the payment provider found no problem with", "the payment provider had already checked"],
  charge: [
    "the payment provider charged {amount} for",
    "the payment provider had already charged {amount} and charged nothing more for",
  ],
  refund: ["the payment provider refunded {amount} for", "the payment provider had nothing to refund for"],
  reserve: ["the warehouse reserved the stock for", "the warehouse had already reserved the stock for"],
  release: ["the warehouse released the stock of", "the warehouse had no stock to release for"],
  ship: ["the carrier shipped the parcel of", "the carrier had already shipped the parcel, and shipped no other, for"],
  recall: ["the carrier recalled the parcel of", "the carrier had no parcel to recall for"],
  apologize: [
    "the customer received an apology, which corrects the first mail, about",
    "the customer had received no mail to correct about",
  ],
  notify: ["the customer received a mail about", "the customer had already received the mail about"],
};

/** The sentence for `effect`, up to the job's name. */
function wordsOf(effect: string, which: "done" | "again", cents: number): string {
  const [done, again] = EFFECT_WORDS[effect] ?? [`${effect} was applied for`, `${effect} changed nothing for`];
  return (which === "done" ? done : again).replace("{amount}", formatMoney(Math.abs(cents)));
}

/** An arrow from the actor that asked for the effect, which the cause names. Without a cause: a note. */
function toOutside({ actor: outside, cause }: EventStamp, text: string): Arrow | Place {
  const requester = /^(.*)\/\d+\/\d+$/s.exec(cause ?? "")?.[1];
  if (requester === undefined) return "actor";
  return { kind: "arrow", from: actorParty(requester), to: actorParty(outside), dotted: false, text };
}
