import type { Part } from "../part.ts";
import { serverProblems } from "./problems.ts";
import { ServerWatch } from "./server-watch.ts";

/** The run's servers: a single one, or a cluster of three. */
export const serversPart: Part = { problems: serverProblems, watch: (run) => new ServerWatch(run) };
