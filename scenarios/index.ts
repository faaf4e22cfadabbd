import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { ackwaitTooShort } from "./ackwait-too-short.ts";
import { bestEffortOrder } from "./best-effort-order.ts";
import { brokerRestart } from "./broker-restart.ts";
import { burst } from "./burst.ts";
import { competingConsumers } from "./competing-consumers.ts";
import { correlationId } from "./correlation-id.ts";
import { crashRedelivery } from "./crash-redelivery.ts";
import { decoupleSlowStep } from "./decouple-slow-step.ts";
import { dedupWindow } from "./dedup-window.ts";
import { delayTtl } from "./delay-ttl.ts";
import { dlqBlackHole } from "./dlq-black-hole.ts";
import { dlqDesk } from "./dlq-desk.ts";
import { doubleCharge } from "./double-charge.ts";
import { fanOut } from "./fan-out.ts";
import { fifoGroups } from "./fifo-groups.ts";
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
import { leaderDies } from "./leader-dies.ts";
import { lifeOfAMessage } from "./life-of-a-message.ts";
import { lostReply } from "./lost-reply.ts";
import { messageTaxonomy } from "./message-taxonomy.ts";
import { naiveRestore } from "./naive-restore.ts";
import { oneStepJob } from "./one-step-job.ts";
import { orchestratorNotMagic } from "./orchestrator-not-magic.ts";
import { partitionOrder } from "./partition-order.ts";
import { poisonDlq } from "./poison-dlq.ts";
import { prefetchHoarding } from "./prefetch-hoarding.ts";
import { priority } from "./priority.ts";
import { pushPull } from "./push-pull.ts";
import { queueVsLog } from "./queue-vs-log.ts";
import { rateLimited } from "./rate-limited.ts";
import { requesterCrash } from "./requester-crash.ts";
import { retryBackoff } from "./retry-backoff.ts";
import { selectiveAck } from "./selective-ack.ts";
import { staleReply } from "./stale-reply.ts";
import { workOutlivesCaller } from "./work-outlives-caller.ts";
import { zombieLateAck } from "./zombie-late-ack.ts";

/** A part of the course. `beside`: the chapter that shows best how two designs of one flow differ. */
export type CoursePart = {
  readonly title: string;
  readonly beside?: ScenarioSource;
  readonly chapters: readonly ScenarioSource[];
};

/** The chapters, in the order in which they build on each other; and the run on the home page, where one crashes a worker. */
export const COURSE: { readonly example: ScenarioSource; readonly parts: readonly CoursePart[] } = {
  example: crashRedelivery,
  parts: [
    {
      title: "The queue",
      chapters: [lifeOfAMessage, competingConsumers, burst, decoupleSlowStep],
    },
    {
      title: "When something goes wrong",
      chapters: [
        crashRedelivery,
        selectiveAck,
        ackwaitTooShort,
        zombieLateAck,
        doubleCharge,
        dedupWindow,
        retryBackoff,
        poisonDlq,
        dlqBlackHole,
        dlqDesk,
        brokerRestart,
        leaderDies,
      ],
    },
    {
      title: "Order and pace",
      chapters: [pushPull, prefetchHoarding, bestEffortOrder, fifoGroups, priority, delayTtl, rateLimited],
    },
    {
      title: "Getting a result back",
      chapters: [correlationId, lostReply, lateReply, staleReply, requesterCrash, workOutlivesCaller],
    },
    {
      title: "Queue, log, orchestrator: three tools",
      chapters: [messageTaxonomy, queueVsLog, fanOut, partitionOrder],
    },
    {
      title: "A flow over queues",
      beside: glueCoordinatorCrash,
      chapters: [
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
      ],
    },
    {
      title: "What an orchestrator takes, and when none is needed",
      chapters: [naiveRestore, flowVersionChange, orchestratorNotMagic, oneStepJob],
    },
  ],
};

/** All scenarios, in the order of the chapters. */
export const SCENARIO_SOURCES: readonly ScenarioSource[] = COURSE.parts.flatMap(({ chapters }) => chapters);
