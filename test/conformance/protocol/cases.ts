import type { ConformanceCase } from "../environment.ts";
import { CONSUMER_CASES } from "./consumers.ts";
import { CORE_CASES } from "./core.ts";
import { MESSAGE_CASES } from "./messages.ts";
import { STREAM_CASES } from "./streams.ts";

/** The wire behaviour that the client and the engine depend on, on any broker. */
export const PROTOCOL_CASES: readonly ConformanceCase[] = [
  ...CORE_CASES,
  ...STREAM_CASES,
  ...MESSAGE_CASES,
  ...CONSUMER_CASES,
];
