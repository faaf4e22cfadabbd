import { describeIntervention, formatMs } from "../../../engine/views.ts";
import type { RunRequest } from "../../../engine/scenario/run/run-types.ts";
import type { BrokerName } from "../../../engine/scenario/brokers.ts";

/** What distinguishes a run from its scenario as written, in a few words; 'as written' if nothing does. */
export function runLabel(
  { scenario, variant, knobs, seed, interventions }: RunRequest,
  broker: BrokerName = "sim",
): string {
  const parts = [
    ...scenario.variants.filter(({ id }) => scenario.variants.length > 1 && id === variant).map(({ title }) => title),
    ...scenario.knobs
      .filter(({ id }) => knobs[id] !== undefined)
      .map((knob) => `${knob.title} ${knobText(knob, knobs[knob.id])}`),
    ...(broker === "sim" ? [] : ["on the real nats-server"]),
    ...(seed === scenario.seed ? [] : [`seed ${seed}`]),
    ...interventions.map(({ atMs, action }) => `${describeIntervention(action)} at ${formatMs(atMs)}`),
  ];
  return parts.length === 0 ? "as written" : parts.join("; ");
}

function knobText(
  knob: RunRequest["scenario"]["knobs"][number],
  value: RunRequest["knobs"][string] | undefined,
): string {
  if (knob.kind === "choice") return knob.options.find((option) => option.value === value)?.title ?? String(value);
  return knob.unit === "" ? String(value) : `${String(value)} ${knob.unit}`;
}
