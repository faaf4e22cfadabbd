import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { competingConsumers } from "./competing-consumers.ts";
import { crashRedelivery } from "./crash-redelivery.ts";
import { doubleCharge } from "./double-charge.ts";
import { lifeOfAMessage } from "./life-of-a-message.ts";
import { poisonDlq } from "./poison-dlq.ts";

/** All scenarios, in the order in which they build on each other. */
export const SCENARIO_SOURCES: readonly ScenarioSource[] = [
  lifeOfAMessage,
  competingConsumers,
  crashRedelivery,
  doubleCharge,
  poisonDlq,
];
