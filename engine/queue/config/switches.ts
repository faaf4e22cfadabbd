import { z } from "zod";

// Settings that are on or off.

export const schedules = z.boolean().describe("Allows delayed jobs, and schedules that repeat.");
export const atomic = z.boolean().describe("Allows atomic batches: all jobs are stored or none.");
export const fencing = z.boolean().describe("Gives every run a fencing token, greater than all before.");
export const dependencies = z.boolean().describe("Allows jobs that wait for children.");
/** False: as on plain JetStream, the server alone counts deliveries, and at best an advisory reports an exhausted job. */
export const deadLetters = z
  .boolean()
  .describe(
    "false: the server alone counts (max_deliver); a job that has used up its deliveries stays in the stream, undone.",
  );
