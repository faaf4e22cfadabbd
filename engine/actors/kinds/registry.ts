import { unreachable } from "../../kernel/errors.ts";
import type { Actor, ActorContext, ActorWork } from "../actor.ts";
import { createAppender } from "./appender.ts";
import { createCoordinator } from "./coordinator.ts";
import { createDesk } from "./desk.ts";
import { createOrchestrator } from "./orchestrator.ts";
import { createProducer } from "./producer.ts";
import { createReader } from "./reader.ts";
import { createRequesterActor } from "./requester.ts";
import { createWorker } from "./worker.ts";

/** Makes a new incarnation of what the spec names. */
export async function createActor(work: ActorWork, context: ActorContext): Promise<Actor> {
  switch (work.kind) {
    case "appender":
      return createAppender(context, work.params);
    case "producer":
      return createProducer(context, work.params);
    case "coordinator":
      return createCoordinator(context, work.params);
    case "desk":
      return createDesk(context, work.params);
    case "orchestrator":
      return createOrchestrator(context, work.params);
    case "reader":
      return createReader(context, work.params);
    case "requester":
      return createRequesterActor(context, work.params);
    case "worker":
      return createWorker(context, work.params);
    default:
      return unreachable(work);
  }
}
