import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { atLeastOnce } from "./at-least-once.ts";
import { ackwaitTooShort } from "./ackwait-too-short.ts";
import { backlog } from "./backlog.ts";
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
import { dlqOperator } from "./dlq-desk.ts";
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
import { gracefulStop } from "./graceful-stop.ts";
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
import { startHere } from "./start-here.ts";
import { threeWords } from "./three-words.ts";
import { threeTools } from "./three-tools.ts";
import { whatAnOrchestratorIs } from "./what-an-orchestrator-is.ts";
import { workOutlivesCaller } from "./work-outlives-caller.ts";
import { zombieLateAck } from "./zombie-late-ack.ts";

/** How much a lesson asks of its reader. */
export type Difficulty = "easy" | "medium" | "hard";

/** A lesson's place on the map. `onPath`: it belongs to the core path; the others go deeper. */
export type LessonOnMap = {
  readonly scenario: ScenarioSource;
  readonly minutes: number;
  readonly difficulty: Difficulty;
  readonly onPath: boolean;
};

/** `beside`: the lesson that shows best how two designs of one flow differ. */
export type CourseChapter = {
  readonly title: string;
  readonly about: string;
  readonly beside?: ScenarioSource;
  readonly lessons: readonly LessonOnMap[];
};

const path = (scenario: ScenarioSource, minutes: number, difficulty: Difficulty): LessonOnMap => ({
  scenario,
  minutes,
  difficulty,
  onPath: true,
});
const deeper = (scenario: ScenarioSource, minutes: number, difficulty: Difficulty): LessonOnMap => ({
  scenario,
  minutes,
  difficulty,
  onPath: false,
});

/**
 * The map of the course: its chapters, and the lessons of each in the order in which they build on each other. `path` puts
 * a lesson on the core path, `deeper` beside it. `example` is the run on the home page, and
 * `end` the page to which the core path leads.
 */
export const COURSE: {
  readonly example: ScenarioSource;
  readonly end: { readonly title: string; readonly href: string };
  readonly chapters: readonly CourseChapter[];
} = {
  example: crashRedelivery,
  end: { title: "Decision guide: which tool fits your case?", href: "#/guide" },
  chapters: [
    {
      title: "Why a queue?",
      about: "One request does everything, and waits for the slowest step. A queue takes the slow step out of it.",
      lessons: [path(startHere, 5, "easy"), path(decoupleSlowStep, 4, "easy"), deeper(burst, 5, "easy")],
    },
    {
      title: "What a queue does",
      about: "How a message is stored, delivered and deleted, and how workers share a queue.",
      lessons: [path(lifeOfAMessage, 3, "easy"), path(competingConsumers, 3, "easy"), path(threeWords, 4, "easy")],
    },
    {
      title: "When a worker or a server fails",
      about: "What the queue does when nobody acknowledges, and what that costs.",
      lessons: [
        path(crashRedelivery, 4, "easy"),
        path(doubleCharge, 4, "medium"),
        deeper(atLeastOnce, 4, "medium"),
        deeper(ackwaitTooShort, 4, "medium"),
        deeper(selectiveAck, 4, "medium"),
        deeper(dedupWindow, 4, "medium"),
        deeper(zombieLateAck, 5, "hard"),
        deeper(brokerRestart, 5, "medium"),
        deeper(leaderDies, 5, "hard"),
      ],
    },
    {
      title: "When a message fails",
      about: "Some failures pass, and some never do. How a queue tells them apart.",
      lessons: [
        path(retryBackoff, 4, "medium"),
        path(poisonDlq, 4, "medium"),
        deeper(dlqOperator, 5, "medium"),
        deeper(dlqBlackHole, 4, "hard"),
      ],
    },
    {
      title: "Order and pace",
      about: "Which message comes next, and how fast.",
      lessons: [
        deeper(bestEffortOrder, 4, "easy"),
        path(fifoGroups, 4, "medium"),
        deeper(prefetchHoarding, 4, "medium"),
        deeper(pushPull, 5, "medium"),
        deeper(priority, 4, "medium"),
        deeper(delayTtl, 4, "medium"),
        deeper(rateLimited, 4, "medium"),
        deeper(backlog, 4, "medium"),
        deeper(gracefulStop, 4, "medium"),
      ],
    },
    {
      title: "This happened: the log",
      about: "A log keeps its events, and each reader has its own offset.",
      lessons: [
        path(queueVsLog, 4, "medium"),
        path(fanOut, 4, "medium"),
        deeper(partitionOrder, 5, "medium"),
        deeper(messageTaxonomy, 5, "medium"),
      ],
    },
    {
      title: "Getting a result back",
      about: "Requests and replies over queues, and what is left when somebody stops waiting.",
      lessons: [
        path(correlationId, 4, "medium"),
        deeper(lostReply, 4, "medium"),
        deeper(lateReply, 4, "medium"),
        deeper(staleReply, 5, "hard"),
        deeper(requesterCrash, 4, "hard"),
        deeper(workOutlivesCaller, 5, "hard"),
      ],
    },
    {
      title: "A process of several steps",
      about: "An order has steps that depend on each other. Who remembers where it is?",
      beside: glueCoordinatorCrash,
      lessons: [
        path(glueHappy, 4, "medium"),
        deeper(glueDoubleCommand, 4, "medium"),
        deeper(glueOutOfOrder, 4, "hard"),
        path(glueCoordinatorCrash, 4, "medium"),
        deeper(glueLostTimer, 4, "hard"),
        deeper(glueLateReply, 5, "hard"),
        deeper(glueMissingCompensation, 5, "hard"),
        deeper(glueDualWrite, 5, "hard"),
        deeper(glueStuckUnseen, 4, "medium"),
        path(whatAnOrchestratorIs, 5, "medium"),
        deeper(glueRetryStorm, 5, "hard"),
        deeper(naiveRestore, 5, "hard"),
        deeper(flowVersionChange, 5, "hard"),
      ],
    },
    {
      title: "Choosing a tool",
      about: "When an orchestrator is worth its price, and when a queue or a log is enough.",
      lessons: [path(oneStepJob, 4, "medium"), deeper(orchestratorNotMagic, 5, "hard"), path(threeTools, 5, "medium")],
    },
  ],
};

/** All scenarios, in the order of the map. */
export const SCENARIO_SOURCES: readonly ScenarioSource[] = COURSE.chapters.flatMap(({ lessons }) =>
  lessons.map(({ scenario }) => scenario),
);
