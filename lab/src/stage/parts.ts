import { deadLetters } from "./dead-letters/part.ts";
import { flow } from "./flow/part.ts";
import { log } from "./log/part.ts";
import { outside } from "./outside/part.ts";
import { producer } from "./producer/part.ts";
import { queue } from "./queue/part.ts";
import { reader } from "./reader/part.ts";
import { replyQueue } from "./reply-queue/part.ts";
import { requester } from "./requester/part.ts";
import { server } from "./server/part.ts";
import { worker } from "./worker/part.ts";

/** The parts of the stage, in reading order: senders first. */
export const PARTS = [
  producer,
  requester,
  queue,
  log,
  flow,
  worker,
  reader,
  deadLetters,
  replyQueue,
  outside,
  server,
] as const;
