import type { ConformanceCase } from "../environment.ts";
import { ACK_CASES } from "./acks.ts";
import { ADVISORY_CASES } from "./advisories.ts";
import { BATCH_CASES } from "./batches.ts";
import { CONSUMER_CASES } from "./consumers.ts";
import { CORE_CASES } from "./core.ts";
import { MESSAGE_CASES } from "./messages.ts";
import { PUBLISH_CASES } from "./publishes.ts";
import { PULL_CASES } from "./pulls.ts";
import { PUSH_CASES } from "./pushes.ts";
import { STREAM_CASES } from "./streams.ts";

/** The wire behaviour that the client and the engine depend on, on any broker. */
export const PROTOCOL_CASES: readonly ConformanceCase[] = [
  ...CORE_CASES,
  ...STREAM_CASES,
  ...MESSAGE_CASES,
  ...CONSUMER_CASES,
  ...PUBLISH_CASES,
  ...BATCH_CASES,
  ...PULL_CASES,
  ...PUSH_CASES,
  ...ACK_CASES,
  ...ADVISORY_CASES,
];
