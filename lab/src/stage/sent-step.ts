import type { EventId } from "../../../engine/trace/event.ts";
import { stamp, type DraftStep } from "./life-step.ts";
import type { SendRecord } from "./trace/records.ts";

/** Why a message was sent, for the first step of its life. */
export type Address = { readonly why: string; readonly address: string; readonly eventIds: readonly EventId[] };
const NO_ADDRESS: Address = { why: "", address: "", eventIds: [] };

/** 'sent by web, which waits for the answer until 00:03.000' */
export function sentStep({ sent }: SendRecord, { why, address, eventIds }: Address = NO_ADDRESS): DraftStep {
  return {
    ...stamp(sent),
    eventIds: [...eventIds, sent.id],
    text: `sent by ${sent.actor}${why}`,
    system: `published to ${sent.queue}${address}`,
    tone: "plain",
  };
}
