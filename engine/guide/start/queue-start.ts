import type { ScenarioSource } from "../../scenario/schema.ts";
import type { Answers } from "../questions.ts";
import { chosen, joined, type Piece } from "./piece.ts";

type Queue = NonNullable<ScenarioSource["queues"]>[number];
type Producer = NonNullable<ScenarioSource["producers"]>[number];

/** The parties that need each message. */
const PARTIES = { one: [""], several: ["mail-", "stock-"], open: ["mail-", "stock-", "report-"] } as const;

/** A queue for each party, with three workers each; the first job of all makes a worker crash. */
export function queueStart(answers: Answers): Piece {
  if (answers.kind === "query") return requestStart(answers);
  const parties = PARTIES[answers.consumers];
  const queues = parties.map((party) => partyStart(`${party}jobs`, party, answers));
  const first = `${parties[0]}jobs`;
  const text =
    parties.length === 1
      ? "A producer sends jobs to a queue, and three workers share it."
      : `Each of the ${parties.length} parties has a queue of its own, which gets every message, and three workers.`;
  return joined([
    ...queues,
    crashOf(first),
    settingsText(answers),
    {
      fields: {},
      contains: [text, "At most three attempts, exponential backoff with jitter, and a dead-letter queue."],
    },
  ]);
}

function partyStart(queue: string, party: string, answers: Answers): Piece {
  return {
    fields: {
      queues: [{ ...QUEUE, name: queue, ...queueSettings(answers) }],
      producers: [{ name: `${party}producer`, queue, jobName: queue.slice(0, -1), ...sending(answers) }],
      workers: [
        {
          name: `${party}worker`,
          count: 3,
          queue,
          handler: { kind: "charge", serviceMs: [300, 500], key: "job" },
          restartAfterMs: 1_000,
        },
      ],
    },
    contains: [],
  };
}

const QUEUE = {
  ackWaitMs: 2_000,
  maxAttempts: 3,
  retry: { kind: "exponential", firstMs: 500, maxMs: 10_000, jitter: "full" },
} as const satisfies Omit<Queue, "name">;

function queueSettings({ order, load }: Answers): Partial<Queue> {
  return {
    ...(order === "none" ? {} : { lanes: { kind: "groups" as const, partitions: 8 } }),
    ...(load === "bursts" ? { rate: { jobs: 5, perMs: 1_000 } } : {}),
  };
}

/** One every 250 ms is half of what three workers can do; one every 80 ms is twice as much. */
function sending({ order, load }: Answers): Pick<Producer, "jobs" | "everyMs" | "groups"> {
  const groups = { none: null, "per-key": ["ann", "bob", "emil"], total: ["all"] }[order];
  const pace = {
    steady: { jobs: 12, everyMs: 250 },
    bursts: { jobs: 18, everyMs: { kind: "bursts" as const, size: 9, gapMs: 20, pauseMs: 2_500 } },
    overload: { jobs: 36, everyMs: 80 },
  }[load];
  return { ...pace, ...(groups === null ? {} : { groups }) };
}

/** With a poison message where single messages need treatment of their own. */
function settingsText({ order, load, individual, consumers }: Answers): Piece {
  const first = PARTIES[consumers][0];
  return chosen([
    order === "per-key" && said("Jobs of one account are done in their order: message groups."),
    order === "total" && said("One message group keeps the total order, so one worker is busy and two are idle."),
    load === "bursts" && said("Jobs arrive in bursts, and at most five start in a second, over all workers."),
    load === "overload" && said("Jobs arrive twice as fast as the workers can do them: watch the queue grow."),
    individual === "yes" && {
      fields: { faults: [{ kind: "poison" as const, job: `${first}job-6` }] },
      contains: [`No worker can process ${first}job-6: it is retried while others pass, and then dead-lettered.`],
    },
  ]);
}

const said = (text: string): Piece => ({ fields: {}, contains: [text] });

function crashOf(queue: string): Piece {
  const job = `${queue.slice(0, -1)}-3`;
  return {
    fields: { faults: [{ kind: "crash", at: { job, attempt: 1, point: "before-ack" } }] },
    contains: [`A worker crashes after its charge for ${job}. The idempotency key prevents a second charge.`],
  };
}

function requestStart({ caller }: Answers): Piece {
  const slow = caller !== "quick";
  const serviceMs: [number, number] = slow ? [1_000, 2_000] : [50, 100];
  return {
    fields: {
      queues: [{ ...QUEUE, ackWaitMs: 5_000, name: "questions" }],
      requesters: [
        {
          name: "web",
          queue: "questions",
          requestName: "question",
          requests: 8,
          everyMs: 600,
          timeoutMs: slow ? 8_000 : 1_000,
          deadline: true,
        },
      ],
      workers: [{ name: "worker", count: 3, queue: "questions", handler: { kind: "work", serviceMs } }],
    },
    contains: [
      "A requester sends questions to a queue, three workers answer, and the answers come back in a reply queue.",
      `The requester waits ${slow ? "8 seconds" : "one second"}, and each question carries this deadline.`,
    ],
  };
}

/** A short buffer in memory: what plain publish/subscribe does with a slow consumer. */
export const BUFFER: Piece = {
  fields: {
    queues: [{ name: "positions", ackWaitMs: 2_000, storage: "memory", bound: { jobs: 3, overflow: "drop-oldest" } }],
    producers: [{ name: "vehicle", queue: "positions", jobName: "position", jobs: 16, everyMs: 150 }],
    workers: [{ name: "map", queue: "positions", handler: { kind: "work", serviceMs: [350, 450] } }],
    variants: [{ id: "drop-oldest", title: "A full buffer drops the oldest message", violates: ["nothing-lost"] }],
  },
  contains: [
    "A producer sends faster than one worker works. A buffer in memory keeps the newest three messages and drops older ones.",
  ],
};
