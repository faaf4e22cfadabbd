import type { ScenarioSource } from "../engine/scenario/schema.ts";

const lastDone = { elapsedMs: { from: { type: "job-sent" }, to: { type: "job-acked" } } } as const;

export const competingConsumers: ScenarioSource = {
  id: "competing-consumers",
  title: "Competing consumers: several workers on one queue",
  shows: "Twelve photos and one queue. Who decides which worker gets a photo, and how far do more workers help?",
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
      meaning: "Jobs that a worker takes beyond the one it works on. They wait in its memory.",
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
      says: "The workers share the work, and nobody assigns it.",
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
      {
        text: "A camera takes a photo every {every}, {photos} in all. A worker needs about 300 ms to shrink one. {workers} workers are on the same queue.",
        figures: {
          every: { setting: "producers.camera.everyMs", as: "ms" },
          photos: { setting: "producers.camera.jobs" },
          workers: { setting: "workers.resizer.count" },
        },
      },
      "Nobody assigns the work. A worker asks the queue for the next photo when it is free.",
    ],
    tryFirst: "Commit to a prediction for this number of workers, then press play and watch the queue.",
    prediction: {
      question: "How long does it take from the first photo sent to the last one done?",
      choices: [
        { id: "fast", text: "Less than 2.5 seconds", when: { query: lastDone, is: { atMost: 2_499 } } },
        { id: "middle", text: "2.5 to 4 seconds", when: { query: lastDone, is: { atLeast: 2_500, atMost: 4_000 } } },
        { id: "slow", text: "More than 4 seconds", when: { query: lastDone, is: { atLeast: 4_001 } } },
      ],
    },
    decisive: {
      at: { type: "job-delivered" },
      nth: 3,
      says: "Look at the photos in flight: each is with one worker, and no worker was told to take it.",
    },
    segments: [
      {
        at: { type: "job-stored" },
        nth: 12,
        says: "The last photo is in the queue. Look at how many of them still wait for the one worker.",
      },
    ],
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
        text: "From the first photo sent to the last one done it took {took}. Taking the photos alone took {taking}.",
        figures: {
          took: { query: lastDone, as: "ms" },
          taking: { query: { elapsedMs: { from: { type: "job-sent" }, to: { type: "job-sent" } } }, as: "ms" },
        },
      },
      {
        text: "The busiest worker did {busiest} of the photos.",
        figures: { busiest: { query: { mostPer: "actor", of: { type: "job-acked" } } } },
      },
    ],
    why: [
      "The queue delivers each message to one of the workers that ask, and to no other until its visibility timeout has passed. So you can add and remove workers, and nobody needs to be told. The pattern is called competing consumers.",
      "More workers help only as long as jobs wait. When no job waits, the producer's pace is the limit, and further workers are idle.",
    ],
    next: {
      knob: "workers",
      value: 2,
      text: "Use two workers. How long does it take now, and does the queue still fill?",
      prediction: {
        question: "Two workers share the queue. How long does it take from the first photo sent to the last one done?",
        choices: [
          {
            id: "half",
            text: "About half as long: 2.5 to 4 seconds",
            when: { query: lastDone, is: { atLeast: 2_500, atMost: 4_000 } },
          },
          {
            id: "same",
            text: "As long as with one: over 4 seconds",
            when: { query: lastDone, is: { atLeast: 4_001 } },
          },
          {
            id: "pace",
            text: "As long as the camera: under 2.5 seconds",
            when: { query: lastDone, is: { atMost: 2_499 } },
          },
        ],
      },
    },
    challenge: {
      task: "Let no photo wait longer than 200 ms, with as few workers as you can.",
      checks: [
        {
          says: "No photo waits longer than 200 ms.",
          check: { kind: "latency", queue: "photos", of: "waiting", percentile: "max", is: { atMost: 200 } },
        },
        {
          says: "At most three workers take part.",
          check: { kind: "figure", query: { distinct: "actor", of: { type: "job-delivered" } }, is: { atMost: 3 } },
        },
      ],
      hints: [
        "A photo comes every 150 ms, and a worker needs about 300 ms for one.",
        "In 300 ms two photos come. Two workers are then busy all the time. What is left for the hops between them?",
      ],
      solution: {
        variant: "one-worker",
        knobs: { workers: 3 },
        text: "Use three workers. Two are needed for the work itself, and the third has room for the way of a photo to its worker and back.",
      },
      mistake: {
        variant: "one-worker",
        knobs: { workers: 2 },
        text: "Two workers are busy all the time, and the wait grows with each photo. At full use there is no room for anything else.",
      },
    },
    remember: [
      "Competing consumers: each message goes to one of the workers that ask.",
      "Nobody assigns the work, so you can add and remove workers at any time.",
      "More workers help while messages wait. After that the producer's pace is the limit.",
    ],
    reading: [
      {
        title: "Competing Consumers, in Enterprise Integration Patterns",
        url: "https://www.enterpriseintegrationpatterns.com/patterns/messaging/CompetingConsumers.html",
      },
      {
        title: "Competing Consumers, in the Azure Architecture Center",
        url: "https://learn.microsoft.com/en-us/azure/architecture/patterns/competing-consumers",
      },
    ],
  },
};
