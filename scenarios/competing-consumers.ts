import type { ScenarioSource } from "../engine/scenario/schema.ts";

const lastDone = { elapsedMs: { from: { type: "job-sent" }, to: { type: "job-acked" } } } as const;

export const competingConsumers: ScenarioSource = {
  id: "competing-consumers",
  title: "Competing consumers",
  shows: "Every job goes to exactly one of the workers; more workers finish sooner, until the producer is the limit.",
  seed: 5,
  hopMs: 40,
  limitMs: 60_000,
  queues: [{ name: "photos", ackWaitMs: 5_000 }],
  producers: [{ name: "camera", queue: "photos", jobName: "photo", jobs: 12, everyMs: 150 }],
  workers: [{ name: "resizer", count: 5, queue: "photos", handler: { kind: "work", serviceMs: [250, 350] } }],
  knobs: [
    {
      kind: "number",
      id: "workers",
      title: "Workers",
      meaning: "How many workers share the queue.",
      path: "workers.resizer.count",
      min: 1,
      max: 8,
    },
    {
      kind: "number",
      id: "every",
      title: "A photo every",
      meaning: "The producer's pace: the time between two photos.",
      path: "producers.camera.everyMs",
      min: 50,
      max: 600,
      step: 50,
      unit: "ms",
    },
    {
      kind: "number",
      id: "prefetch",
      title: "Prefetch",
      meaning: "Jobs that a worker takes beyond the one it works on; they wait in its memory.",
      path: "workers.resizer.prefetch",
      min: 0,
      max: 10,
    },
  ],
  variants: [
    { id: "one-worker", title: "One worker", set: { "workers.resizer.count": 1 } },
    { id: "five-workers", title: "Five workers" },
  ],
  claims: [
    {
      id: "exactly-one-worker",
      says: "Each job goes to exactly one worker.",
      check: { kind: "one-worker-each", queue: "photos" },
      within: { workers: { atLeast: 1 }, every: { atLeast: 50 } },
    },
    {
      id: "all-done",
      says: "Every job is done and the queue is empty.",
      check: { kind: "queue-empty", queue: "photos" },
      within: { workers: { atLeast: 1 }, every: { atLeast: 50 }, prefetch: { atLeast: 0 } },
    },
    {
      id: "one-is-too-slow",
      says: "One worker cannot keep up: jobs pile up.",
      check: { kind: "limited-by", queue: "photos", by: "workers" },
      variants: ["one-worker"],
      within: { workers: { atMost: 1 } },
    },
    {
      id: "producer-is-the-limit",
      says: "With five workers no job waits: the producer's pace is the limit.",
      check: { kind: "limited-by", queue: "photos", by: "producer" },
      variants: ["five-workers"],
      within: { workers: { atLeast: 5 } },
    },
    {
      id: "work-is-shared",
      says: "The work is shared without anybody handing it out.",
      check: { kind: "figure", query: { distinct: "actor", of: { type: "job-acked" } }, is: { atLeast: 3 } },
      variants: ["five-workers"],
      within: { workers: { atLeast: 3 } },
    },
  ],
  lesson: {
    picture: [
      { shape: "tube", full: true },
      { stack: [{ shape: "worker" }, { shape: "worker" }, { shape: "worker" }] },
    ],
    situation: [
      "A camera takes a photo every 150 ms. Making a photo small takes a worker about 300 ms. One worker alone cannot keep up.",
      "So we start several, all on the same queue. Nobody hands out the work: each worker asks for the next job when its hands are free.",
    ],
    tryFirst: "Start with one worker and watch the queue fill; then switch to five.",
    prediction: {
      question: "With this many workers, how long is it from the first photo sent to the last one done?",
      choices: [
        {
          id: "fast",
          text: "Under 2.5 seconds: hardly longer than taking the photos",
          when: { query: lastDone, is: { atMost: 2_500 } },
        },
        { id: "middle", text: "2.5 to 4 seconds", when: { query: lastDone, is: { atMost: 4_000 } } },
        {
          id: "slow",
          text: "More than 4 seconds: jobs wait for a free worker",
          when: { query: lastDone, is: { atLeast: 4_000 } },
        },
      ],
    },
    decisive: {
      at: { type: "job-delivered" },
      nth: 3,
      says: "Look at who has got which photo: no photo is in two places, and no worker was told to take it.",
    },
    happened: [
      {
        text: "{jobs} photos went to {workers} workers in {deliveries} deliveries.",
        figures: {
          jobs: { query: { count: { type: "job-stored" } } },
          workers: { query: { distinct: "actor", of: { type: "job-delivered" } } },
          deliveries: { query: { count: { type: "job-delivered" } } },
        },
      },
      {
        text: "From the first photo sent to the last one done it took {took}; taking the photos alone took {taking}.",
        figures: {
          took: { query: lastDone, as: "ms" },
          taking: { query: { elapsedMs: { from: { type: "job-sent" }, to: { type: "job-sent" } } }, as: "ms" },
        },
      },
      {
        text: "The busiest worker did {busiest} of them.",
        figures: { busiest: { query: { mostPer: "actor", of: { type: "job-acked" } } } },
      },
    ],
    why: [
      "The queue gives each message to one of those who ask, and to nobody else until it hears from that one. So workers can be added and taken away without telling anybody: this is the pattern 'competing consumers'.",
      "More workers help only as long as jobs wait. Once no job waits, the producer's pace is the limit, and further workers stand idle.",
    ],
    next: { knob: "workers", value: 2, text: "Try two workers: twice as fast as one, but do they keep up?" },
  },
};
