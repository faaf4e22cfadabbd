import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { competingConsumers } from "./competing-consumers.ts";
import { correlationId } from "./correlation-id.ts";
import { crashRedelivery } from "./crash-redelivery.ts";
import { doubleCharge } from "./double-charge.ts";
import { flowVersionChange } from "./flow-version-change.ts";
import { glueCoordinatorCrash } from "./glue-coordinator-crash.ts";
import { glueDoubleCommand } from "./glue-double-command.ts";
import { glueDualWrite } from "./glue-dual-write.ts";
import { glueHappy } from "./glue-happy.ts";
import { glueLateReply } from "./glue-late-reply.ts";
import { glueLostTimer } from "./glue-lost-timer.ts";
import { glueMissingCompensation } from "./glue-missing-compensation.ts";
import { glueOutOfOrder } from "./glue-out-of-order.ts";
import { glueRetryStorm } from "./glue-retry-storm.ts";
import { glueStuckUnseen } from "./glue-stuck-unseen.ts";
import { lateReply } from "./late-reply.ts";
import { lifeOfAMessage } from "./life-of-a-message.ts";
import { lostReply } from "./lost-reply.ts";
import { messageTaxonomy } from "./message-taxonomy.ts";
import { naiveRestore } from "./naive-restore.ts";
import { oneStepJob } from "./one-step-job.ts";
import { orchestratorNotMagic } from "./orchestrator-not-magic.ts";
import { poisonDlq } from "./poison-dlq.ts";
import { requesterCrash } from "./requester-crash.ts";
import { staleReply } from "./stale-reply.ts";
import { workOutlivesCaller } from "./work-outlives-caller.ts";

/** All scenarios, in the order in which they build on each other. */
export const SCENARIO_SOURCES: readonly ScenarioSource[] = [
  lifeOfAMessage,
  competingConsumers,
  crashRedelivery,
  doubleCharge,
  poisonDlq,
  correlationId,
  lostReply,
  lateReply,
  staleReply,
  requesterCrash,
  workOutlivesCaller,
  messageTaxonomy,
  // By the level of glue that repairs them.
  glueHappy,
  glueDoubleCommand,
  glueOutOfOrder,
  glueCoordinatorCrash,
  glueLostTimer,
  glueLateReply,
  glueMissingCompensation,
  glueDualWrite,
  glueStuckUnseen,
  glueRetryStorm,
  // What owns a flow, what that takes, and when nothing need own it.
  naiveRestore,
  flowVersionChange,
  orchestratorNotMagic,
  oneStepJob,
];
