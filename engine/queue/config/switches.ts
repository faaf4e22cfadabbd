import { z } from "zod";

/** Settings that are on or off. */

export const schedules = z.boolean().describe("It takes jobs for later, and schedules that repeat.");
export const atomic = z.boolean().describe("Jobs may be sent all or none.");
export const fencing = z.boolean().describe("Every run gets a fencing token, greater than all before.");
export const dependencies = z.boolean().describe("Its jobs may wait for children.");
/** False: as on plain JetStream, the server alone counts, and an advisory tells of it at best. */
export const deadLetters = z
  .boolean()
  .describe(
    "false: the server alone counts (max_deliver), and what has used up its deliveries stays where it is, undone.",
  );
