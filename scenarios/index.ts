import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { competingConsumers } from "./competing-consumers.ts";
import { crashRedelivery } from "./crash-redelivery.ts";
import { correlationId } from "./correlation-id.ts";
import { doubleCharge } from "./double-charge.ts";
import { lateReply } from "./late-reply.ts";
import { lifeOfAMessage } from "./life-of-a-message.ts";
import { lostReply } from "./lost-reply.ts";
import { messageTaxonomy } from "./message-taxonomy.ts";
import { poisonDlq } from "./poison-dlq.ts";
import { requesterCrash } from "./requester-crash.ts";
import { staleReply } from "./stale-reply.ts";
import { workOutlivesCaller } from "./work-outlives-caller.ts";

/** All scenarios, in the order in which they build on each other. */
export const SCENARIO_SOURCES: readonly ScenarioSource[] = [
  lifeOfAMessage,
  competingConsumers,
  crashRedelivery,
  doubleCharge,
  poisonDlq,
  correlationId,
  lostReply,
  lateReply,
  staleReply,
  requesterCrash,
  workOutlivesCaller,
  messageTaxonomy,
];
