import { deadLetters } from "./dead-letters/drawn.tsx";
import { flow } from "./flow/drawn.tsx";
import { log } from "./log/drawn.tsx";
import { outside } from "./outside/drawn.tsx";
import { producer } from "./producer/drawn.tsx";
import { queue } from "./queue/drawn.tsx";
import { reader } from "./reader/drawn.tsx";
import { replyQueue } from "./reply-queue/drawn.tsx";
import { requester } from "./requester/drawn.tsx";
import { server } from "./server/drawn.tsx";
import { worker } from "./worker/drawn.tsx";

/**
 * The looks of each part, in the order of the legend. Separate from `PARTS`, so that the first screen can read a run
 * without React Flow.
 */
export const DRAWN_PARTS = [
  producer,
  requester,
  queue,
  replyQueue,
  worker,
  log,
  reader,
  deadLetters,
  server,
  flow,
  outside,
] as const;
