import { z } from "zod";
import { idText, positive } from "../../actors/fields.ts";
import { fault } from "./fault.ts";
import { momentSchema, momentText, oneOf, placeProblems } from "./place.ts";

export const serverKill = fault({
  schema: z.strictObject({
    kind: z
      .literal("server-kill")
      .describe("A server is killed (`kill -9`) and started again on its storage. The run needs servers of its own."),
    leaderOf: idText
      .exactOptional()
      .describe("The leader of this queue, one of several servers; without it there is only one server."),
    at: momentSchema,
    downMs: positive.max(600_000).nullable().describe("How long it is down; null: for good."),
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
      return [
        ...place,
        `${path}.leaderOf: found "${leaderOf}", expected none: there is only one server (or set servers to 3)`,
      ];
    if (servers === 1 && downMs === null)
      return [...place, `${path}.downMs: found null, expected a time: without the only server the run cannot end`];
    if (servers > 1 && leaderOf === undefined)
      return [
        ...place,
        `${path}.leaderOf: found none, expected a queue: it says which of the ${servers} servers to kill`,
      ];
    return leaderOf === undefined ? place : [...place, ...oneOf(leaderOf, `${path}.leaderOf`, queues)];
  },
  killsServers: true,
});
