import { deadLettersPart } from "./dead-letters/part.ts";
import { flowPart } from "./flow/part.ts";
import { logPart } from "./log/part.ts";
import { outsidePart } from "./outside/part.ts";
import type { Part } from "./part.ts";
import { queuePart } from "./queue/part.ts";
import { repliesPart } from "./replies/part.ts";
import { serversPart } from "./servers/part.ts";

/** The parts that a scenario can have, in the order in which they are declared and their actors start. */
export const PARTS: readonly Part[] = [
  queuePart,
  repliesPart,
  logPart,
  deadLettersPart,
  flowPart,
  serversPart,
  outsidePart,
];
