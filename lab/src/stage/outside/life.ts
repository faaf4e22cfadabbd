import { describeEvent, formatMoney } from "../../../../engine/views.ts";
import type { Life } from "../life-step.ts";
import type { FlowFacts } from "../flow/read.ts";
import { stamp, withoutBrackets, type DraftStep } from "../life-step.ts";
import type { EffectRecord } from "../trace/records.ts";
import type { RunIndex } from "../trace/run-index.ts";

export const outsideLife = { life: lifeOutside } satisfies Life;

/** The effects of the outside services for a job or an order. */
function lifeOutside({ effects, flows }: RunIndex & FlowFacts, job: string): DraftStep[] {
  const own = effects.filter((effect) => effect.event.job === job || effect.job === job);
  return flows === null ? chargeSteps(own) : own.map(outsideStep);
}

function chargeSteps(effects: readonly EffectRecord[]): DraftStep[] {
  let charges = 0;
  return effects.map(({ event, worker }): DraftStep => {
    const amount = formatMoney(event.amountCents);
    const common = { ...stamp(event), actor: worker ?? event.actor };
    if (event.type === "effect-deduplicated") {
      return {
        ...common,
        text: `duplicate charge recognized: the customer was not charged again`,
        system: `idempotency key ${event.key}`,
        tone: "good",
      };
    }
    charges++;
    const system =
      event.key === null ? `${event.effect}, no idempotency key` : `${event.effect}, idempotency key ${event.key}`;
    if (charges === 1) return { ...common, text: `customer charged ${amount}`, system, tone: "work" };
    return { ...common, text: `customer charged ${amount} again: charge number ${charges}`, system, tone: "bad" };
  });
}

/** The effects of the outside services for an order, in the words of the event table. */
function outsideStep({ event, worker, repeated }: EffectRecord): DraftStep {
  const known = event.type === "effect-deduplicated";
  const key = event.key === null ? "no idempotency key" : `idempotency key ${event.key}`;
  return {
    ...stamp(event),
    actor: worker ?? event.actor,
    text: withoutBrackets(describeEvent(event)),
    system: `${event.effect}, ${key}`,
    tone: known ? "good" : repeated ? "bad" : "work",
  };
}
