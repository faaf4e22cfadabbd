import type { ConformanceCase } from "../environment.ts";
import { DIRECT_CASES } from "./direct.ts";
import { KV_CASES } from "./kv.ts";
import { SCHEDULE_CASES } from "./schedules.ts";
import { TTL_CASES } from "./ttl.ts";

export const STORED_CASES: readonly ConformanceCase[] = [...KV_CASES, ...DIRECT_CASES, ...SCHEDULE_CASES, ...TTL_CASES];
