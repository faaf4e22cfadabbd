import type { ScenarioSource } from "../engine/scenario/schema.ts";

const waitOf = (job: string) =>
  ({
    elapsedMs: { from: { type: "job-stored", where: { job } }, to: { type: "job-delivered", where: { job } } },
  }) as const;
const actors = { distinct: "actor", of: { type: "job-delivered" } } as const;
const done = { count: { type: "job-acked" } } as const;

export const backlog: ScenarioSource = {
  id: "backlog",
  title: "Backlog: the workers are back after an outage",
  shows: "The workers of a queue are down for some seconds and come back. Is everything as before from then on?",
  seed: 3,
  hopMs: 20,
  limitMs: 60_000,
  queues: [{ name: "photos", ackWaitMs: 5_000 }],
  producers: [{ name: "camera", queue: "photos", jobName: "photo", jobs: 60, everyMs: 250 }],
  workers: [{ name: "resizer", count: 2, queue: "photos", handler: { kind: "work", serviceMs: 200 }, startMs: 5_000 }],
  knobs: [
    {
      kind: "number",
      id: "down",
      title: "The workers are down for",
      meaning: "How long no worker is there, from the beginning.",
      path: "workers.resizer.startMs",
      min: 1_000,
      max: 8_000,
      step: 1_000,
      unit: "ms",
    },
    {
      kind: "number",
      id: "workers",
      title: "Workers",
      meaning: "How many workers come back.",
      path: "workers.resizer.count",
      min: 1,
      max: 6,
    },
  ],
  claims: [
    {
      id: "all-done",
      says: "Every photo is done in the end.",
      check: { kind: "queue-empty", queue: "photos" },
      within: { down: { atLeast: 1_000 }, workers: { atLeast: 1 } },
    },
    {
      id: "still-waits",
      says: "A photo that is taken after the outage still waits.",
      check: { kind: "figure", query: waitOf("photo-30"), is: { atLeast: 300 } },
    },
  ],
  lesson: {
    picture: [
      { shape: "tube", full: true },
      { token: "job", of: "30" },
      { stack: [{ shape: "worker" }, { shape: "worker" }] },
    ],
    situation: [
      {
        text: "A camera takes a photo every {every}. A worker shrinks one in about a quarter of a second. {workers} workers share the queue, and they are down for the first {down}.",
        figures: {
          every: { setting: "producers.camera.everyMs", as: "ms" },
          workers: { setting: "workers.resizer.count" },
          down: { setting: "workers.resizer.startMs", as: "ms" },
        },
      },
      "photo-30 is taken about seven seconds after the start.",
    ],
    tryFirst: "Commit to a prediction, then press play and watch how deep the queue is.",
    prediction: {
      question: "How long does photo-30 wait in the queue before a worker gets it?",
      choices: [
        { id: "short", text: "Under 0.3 seconds", when: { query: waitOf("photo-30"), is: { atMost: 299 } } },
        {
          id: "middle",
          text: "0.3 to 3 seconds",
          when: { query: waitOf("photo-30"), is: { atLeast: 300, atMost: 3_000 } },
        },
        { id: "long", text: "Over 3 seconds", when: { query: waitOf("photo-30"), is: { atLeast: 3_001 } } },
      ],
    },
    decisive: {
      at: { type: "job-delivered", where: { job: "photo-1" } },
      says: "The workers are there again, and get the oldest photo first. How many wait behind it?",
    },
    segments: [
      {
        at: { type: "job-stored", where: { job: "photo-30" } },
        says: "photo-30 is in the queue. The outage is over, but the photos of that time are still before it.",
      },
    ],
    happened: [
      {
        text: "photo-1 waited {first}.",
        figures: { first: { query: waitOf("photo-1"), as: "ms" } },
      },
      {
        text: "photo-30 waited {later}.",
        figures: { later: { query: waitOf("photo-30"), as: "ms" } },
        when: { query: waitOf("photo-30"), is: { atLeast: 1 } },
      },
      {
        text: "{done} photos were done, by {workers} workers.",
        figures: { done: { query: done }, workers: { query: actors } },
      },
    ],
    why: [
      "A backlog is worked off only with what the workers can do beyond the new work. Two workers can do about eight photos a second here, and four come in. So four a second are left for the backlog: an outage of five seconds takes five more seconds to make up for.",
      "With workers that are busy all the time in normal operation, nothing is left, and a backlog stays for ever. This is why a queue needs spare capacity, or workers that are added when it grows.",
      "Depth says little: a thousand messages may be a second of work. The age of the oldest message says how late you are, so put the alarm there.",
    ],
    next: {
      knob: "workers",
      value: 1,
      text: "Let only one of the two workers come back.",
      prediction: {
        question: "Only one worker comes back. How long does photo-30 wait then?",
        choices: [
          {
            id: "twice",
            text: "Some 1 to 4 seconds",
            when: { query: waitOf("photo-30"), is: { atLeast: 1_000, atMost: 4_000 } },
          },
          { id: "same", text: "Under 1 second, as ever", when: { query: waitOf("photo-30"), is: { atMost: 999 } } },
          { id: "long", text: "More than 4 seconds", when: { query: waitOf("photo-30"), is: { atLeast: 4_001 } } },
        ],
      },
    },
    challenge: {
      task: "Two workers at most. Find the longest outage, in whole seconds, after which photo-30 waits less than 0.3 seconds. It must be at least 3 seconds.",
      checks: [
        { says: "At most two workers take part.", check: { kind: "figure", query: actors, is: { atMost: 2 } } },
        {
          says: "photo-1 waits at least 2.5 seconds for the workers.",
          check: { kind: "figure", query: waitOf("photo-1"), is: { atLeast: 2_500 } },
        },
        {
          says: "photo-30 waits less than 0.3 seconds.",
          check: { kind: "figure", query: waitOf("photo-30"), is: { atMost: 299 } },
        },
      ],
      hints: [
        "While the workers are down, four photos a second come into the queue.",
        "Two workers make up for one second of outage in one second. photo-30 comes after about seven seconds.",
      ],
      solution: {
        knobs: { down: 3_000 },
        text: "An outage of 3 seconds is made up for about 6 seconds after the start, before photo-30 comes.",
      },
      mistake: {
        knobs: { down: 4_000 },
        text: "An outage of 4 seconds is made up for only after about 8 seconds, and photo-30 comes before that.",
      },
    },
    remember: [
      "After an outage, new messages wait too: the old ones are before them.",
      "Only spare capacity works off a backlog. Without it, the backlog stays.",
      "Put the alarm on the age of the oldest message, not on the depth.",
    ],
    reading: [
      {
        title: "Avoiding insurmountable queue backlogs, in the Amazon Builders' Library",
        url: "https://aws.amazon.com/builders-library/avoiding-insurmountable-queue-backlogs/",
      },
      {
        title: "Queue-based load leveling, in the Azure Architecture Center",
        url: "https://learn.microsoft.com/en-us/azure/architecture/patterns/queue-based-load-leveling",
      },
    ],
  },
};
