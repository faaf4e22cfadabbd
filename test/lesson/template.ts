import type { ScenarioSource } from "../../engine/scenario/schema.ts";

const done = { distinct: "job", of: { type: "job-acked" } } as const;
const again = { count: { type: "job-delivered", where: { attempt: { atLeast: 2 } } } } as const;
const crashes = { count: { type: "actor-crashed" } } as const;

/** A small lesson that has every step and is true. An author changes it bit by bit, and checks it after each change. */
export function lessonTemplate(id: string): ScenarioSource {
  return {
    id,
    title: "The concept: the story in a few words",
    shows: "What happens in one line, as a question. Without its answer?",
    seed: 1,
    hopMs: 60,
    limitMs: 30_000,
    queues: [{ name: "orders", ackWaitMs: 2_000 }],
    producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 4, everyMs: 500 }],
    workers: [
      {
        name: "worker",
        count: 2,
        queue: "orders",
        handler: { kind: "work", serviceMs: [300, 400] },
        restartAfterMs: 1_000,
      },
    ],
    knobs: [
      {
        kind: "number",
        id: "workers",
        title: "Workers",
        meaning: "How many workers share the queue.",
        path: "workers.worker.count",
        min: 1,
        max: 4,
      },
    ],
    variants: [
      { id: "calm", title: "No crash" },
      {
        id: "crash",
        title: "A worker crashes once",
        set: { faults: [{ kind: "crash", at: { job: "order-2", attempt: 1, point: "before-ack" } }] },
      },
    ],
    claims: [
      {
        id: "all-done",
        says: "Every order is done in the end.",
        check: { kind: "queue-empty", queue: "orders" },
        within: { workers: { atLeast: 1 } },
      },
    ],
    lesson: {
      situation: [
        {
          text: "A shop sends four orders to a queue. The queue has {workers} workers.",
          figures: { workers: { setting: "workers.worker.count" } },
        },
        { text: "One worker crashes while it has order-2.", when: { query: crashes, is: { atLeast: 1 } } },
      ],
      tryFirst: "Commit to a prediction, then press play.",
      prediction: {
        question: "How many of the four orders are done in the end?",
        choices: [
          { id: "some", text: "Some of them", when: { query: done, is: { atMost: 3 } } },
          { id: "all", text: "All of them", when: { query: done, is: { atLeast: 4 } } },
        ],
      },
      decisive: { at: { type: "job-delivered" }, nth: 2, says: "The second order is with a worker." },
      segments: [{ at: { type: "job-acked" }, says: "The first order is done, and its acknowledgement is confirmed." }],
      happened: [
        { text: "{done} orders were done.", figures: { done: { query: done } } },
        {
          text: "{again} orders were delivered again.",
          figures: { again: { query: again } },
          when: { query: again, is: { atLeast: 1 } },
        },
      ],
      why: ["Say why in two or three short sentences, in the field's own terms."],
      next: {
        variant: "crash",
        text: "Let a worker crash once.",
        prediction: {
          question: "How many orders are delivered a second time?",
          choices: [
            { id: "none", text: "None of them", when: { query: again, is: { equals: 0 } } },
            { id: "some", text: "Some of them", when: { query: again, is: { atLeast: 1 } } },
          ],
        },
      },
      challenge: {
        task: "Let three workers or more take part, and let none of them crash.",
        checks: [
          { says: "No worker crashes.", check: { kind: "figure", query: crashes, is: { equals: 0 } } },
          {
            says: "At least three workers take part.",
            check: {
              kind: "figure",
              query: { distinct: "actor", of: { type: "job-delivered" } },
              is: { atLeast: 3 },
            },
          },
        ],
        hints: ["A hint that does not give the answer away."],
        solution: { variant: "calm", knobs: { workers: 4 }, text: "Say why this passes." },
        mistake: { variant: "crash", knobs: { workers: 4 }, text: "Say why this looks right, and fails." },
      },
      remember: ["The first thing to remember.", "The second one.", "The third one."],
      reading: [
        {
          title: "Messaging patterns, in Enterprise Integration Patterns",
          url: "https://www.enterpriseintegrationpatterns.com/patterns/messaging/",
        },
      ],
    },
  };
}

/** The file of a scenario. `npm run format` gives it its final form. */
export function asModule(source: ScenarioSource): string {
  return `import type { ScenarioSource } from "../engine/scenario/schema.ts";

export const ${constantName(source.id)}: ScenarioSource = ${JSON.stringify(source, null, 2)};
`;
}

/** `my-lesson`: myLesson. */
export function constantName(id: string): string {
  return id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
