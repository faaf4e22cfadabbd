import { ATTEMPTS } from "./cases/attempts.ts";
import { BOUNDS } from "./cases/bounds.ts";
import { CLOCKS } from "./cases/clocks.ts";
import { CONTROL } from "./cases/control.ts";
import { DEAD_LETTERS } from "./cases/dead-letters.ts";
import { ANSWERS } from "./cases/answers.ts";
import { DESK } from "./cases/dlq-operations.ts";
import { ENDINGS } from "./cases/endings.ts";
import { ENGINE_FAILURES } from "./cases/engine-failures.ts";
import { FAMILIES } from "./cases/dependencies.ts";
import { FENCING } from "./cases/fencing.ts";
import { GROUPS } from "./cases/groups.ts";
import { IDS } from "./cases/ids.ts";
import { LEASES } from "./cases/leases.ts";
import { LATER } from "./cases/later.ts";
import { LOG } from "./cases/log.ts";
import { DEAD_INBOXES } from "./cases/dead-inboxes.ts";
import { LOST_ANSWERS } from "./cases/lost-answers.ts";
import { OWN_REPLY_QUEUES } from "./cases/own-reply-queues.ts";
import { PRIORITIES } from "./cases/priorities.ts";
import { RATES } from "./cases/rates.ts";
import { RECONNECTING } from "./cases/reconnecting.ts";
import { REDELIVERY } from "./cases/redelivery.ts";
import { RESULTS } from "./cases/results.ts";
import { RETRYING } from "./cases/retrying.ts";
import { RUN_LIMITS } from "./cases/run-limits.ts";
import { SENDING_MANY } from "./cases/sending-many.ts";
import { SENDING_TOGETHER } from "./cases/sending-together.ts";
import { SETTINGS } from "./cases/settings.ts";
import { SHARING } from "./cases/sharing.ts";
import { STOPPING } from "./cases/stopping.ts";
import { STORING } from "./cases/storing.ts";
import { WIRE } from "./cases/wire.ts";
import type { ConformanceCase } from "./environment.ts";

/** How a work queue behaves, on any broker. */
export const QUEUE_CASES: readonly ConformanceCase[] = [
  ...STORING,
  ...SHARING,
  ...REDELIVERY,
  ...DEAD_LETTERS,
  ...STOPPING,
  ...RECONNECTING,
  ...RETRYING,
  ...LATER,
  ...CLOCKS,
  ...IDS,
  ...PRIORITIES,
  ...GROUPS,
  ...BOUNDS,
  ...RATES,
  ...LEASES,
  ...FENCING,
  ...CONTROL,
  ...RESULTS,
  ...FAMILIES,
  ...ENDINGS,
  ...DESK,
  ...SENDING_MANY,
  ...SENDING_TOGETHER,
  ...SETTINGS,
  ...ATTEMPTS,
  ...ENGINE_FAILURES,
  ...RUN_LIMITS,
];

/** How asking and answering over queues behaves, on any broker. */
export const REPLY_CASES: readonly ConformanceCase[] = [
  ...ANSWERS,
  ...LOST_ANSWERS,
  ...DEAD_INBOXES,
  ...OWN_REPLY_QUEUES,
];

/** What planned faults on the wire do, on any broker. */
export const WIRE_CASES: readonly ConformanceCase[] = WIRE;

/** How a log behaves, on any broker. */
export const LOG_CASES: readonly ConformanceCase[] = LOG;
