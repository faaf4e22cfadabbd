import { z } from "zod";
import { idText, positive } from "../../actors/fields.ts";
import { fault } from "./fault.ts";
import { momentSchema, momentText, oneOf, placeProblems } from "./place.ts";

export const serverKill = fault({
  schema: z.strictObject({
    kind: z
      .literal("server-kill")
      .describe("A server is killed (`kill -9`) and started again on what it had stored. It must be the run's own."),
    leaderOf: idText
      .exactOptional()
      .describe("The server that answers for this queue, one of several; without it there is only one."),
    at: momentSchema,
    downMs: positive.max(600_000).nullable().describe("How long it is away; null: for good."),
  }),
  says: ({ at }) => `kill the server ${momentText(at)}`,
  plan: ({ at, leaderOf }) => {
    const target = leaderOf === undefined ? "the server" : `the leader of ${leaderOf}`;
    return { by: "runner", at, target };
  },
  strike: ({ leaderOf = null, downMs }, { killServer }, cause) => killServer({ leaderOf, downMs }, cause),
  problems({ at, leaderOf, downMs }, path, known) {
    const { servers, queues } = known;
    const place = placeProblems(at, `${path}.at`, known);
    if (servers === 1 && leaderOf !== undefined)
      return [...place, `${path}.leaderOf: found "${leaderOf}", expected none: there is one server; set servers to 3`];
    if (servers === 1 && downMs === null)
      return [...place, `${path}.downMs: found null, expected a time: nothing goes on without the only server`];
    if (servers > 1 && leaderOf === undefined)
      return [...place, `${path}.leaderOf: found none, expected a queue: which of the ${servers} servers is it?`];
    return leaderOf === undefined ? place : [...place, ...oneOf(leaderOf, `${path}.leaderOf`, queues)];
  },
  killsServers: true,
});
