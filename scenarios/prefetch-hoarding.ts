import type { ScenarioSource } from "../engine/scenario/schema.ts";

const allDone = { elapsedMs: { from: { type: "job-sent" }, to: { type: "job-acked" } } } as const;
const mostOfOne = { mostPer: "actor", of: { type: "job-delivered" } } as const;

export const prefetchHoarding: ScenarioSource = {
  id: "prefetch-hoarding",
  title: "One worker takes it all",
  shows:
    "A worker that takes a batch into its memory lets the others stand idle, and its crash delays all that it held.",
  seed: 8,
  hopMs: 40,
  limitMs: 30_000,
  queues: [{ name: "photos", ackWaitMs: 4_000 }],
  producers: [{ name: "camera", queue: "photos", jobName: "photo", jobs: 10, everyMs: 2, startMs: 200 }],
  workers: [
    {
      name: "slow",
      queue: "photos",
      prefetch: 8,
      handler: { kind: "work", serviceMs: [240, 260] },
      restartAfterMs: null,
    },
    { name: "quick", queue: "photos", handler: { kind: "work", serviceMs: [40, 60] } },
  ],
  knobs: [
    {
      kind: "number",
      id: "prefetch",
      title: "Prefetch of the slow worker",
      meaning: "Jobs that it takes beyond the one it works on; they wait in its memory.",
      path: "workers.slow.prefetch",
      min: 0,
      max: 8,
    },
  ],
  variants: [
    { id: "greedy", title: "The slow worker takes eight in advance" },
    { id: "modest", title: "Each takes one at a time", set: { "workers.slow.prefetch": 0 } },
    {
      id: "greedy-dies",
      title: "The greedy one dies with its hands full",
      set: { faults: [{ kind: "crash", at: { actor: "slow-1", nth: 2, point: "before-ack" } }] },
    },
  ],
  claims: [
    {
      id: "one-holds-most",
      says: "The slow worker gets most of the jobs, though the other is idle.",
      check: { kind: "figure", query: mostOfOne, is: { atLeast: 7 } },
      variants: ["greedy"],
      within: { prefetch: { atLeast: 8 } },
    },
    {
      id: "slow-to-the-end",
      says: "It takes as long as the slow worker alone takes.",
      check: { kind: "figure", query: allDone, is: { atLeast: 2_000 } },
      variants: ["greedy"],
      within: { prefetch: { atLeast: 8 } },
    },
    {
      id: "shared-by-pace",
      says: "One at a time, all is done much sooner.",
      check: { kind: "figure", query: allDone, is: { atMost: 1_750 } },
      variants: ["modest"],
      within: { prefetch: { atMost: 0 } },
    },
    {
      id: "comes-back",
      says: "What it held comes back after the visibility timeout, and not before.",
      check: { kind: "came-back", queue: "photos" },
      variants: ["greedy-dies"],
      within: { prefetch: { atLeast: 0 } },
    },
    {
      id: "many-come-back",
      says: "One crash delays many jobs.",
      check: { kind: "figure", query: { count: { type: "job-delivered", where: { attempt: 2 } } }, is: { atLeast: 5 } },
      variants: ["greedy-dies"],
      within: { prefetch: { atLeast: 8 } },
    },
  ],
  lesson: {
    picture: [
      { shape: "worker" },
      {
        column: [
          { token: "job", of: "3", held: true },
          { token: "job", of: "4", held: true },
        ],
      },
      { shape: "worker" },
    ],
    situation: [
      "Two workers share a queue: one needs 250 ms for a photo, the other 50. To save trips to the queue, somebody set the slow one's prefetch to 8: it takes eight jobs beyond the one that it works on.",
      "Ten photos come at once.",
    ],
    tryFirst: "Commit your prediction, then press play and look at what the quick worker does.",
    prediction: {
      question: "How long is it from the first photo sent to the last one done?",
      choices: [
        {
          id: "short",
          text: "Under 1.75 seconds: the quick one does most",
          when: { query: allDone, is: { atMost: 1_750 } },
        },
        {
          id: "slow",
          text: "2 to 4 seconds: nearly all wait for the slow one",
          when: { query: allDone, is: { atMost: 4_000 } },
        },
        {
          id: "longer",
          text: "Longer than the visibility timeout of 4 seconds",
          when: { query: allDone, is: { atLeast: 4_000 } },
        },
      ],
    },
    decisive: {
      at: { type: "job-acked" },
      nth: 2,
      says: "Look at the slow worker's memory: what lies there is lent, and nobody else can have it. The quick one has nothing to do.",
    },
    happened: [
      {
        text: "One worker got {most} of {jobs} photos. From the first one sent to the last one done it took {took}.",
        figures: {
          most: { query: mostOfOne },
          jobs: { query: { count: { type: "job-stored" } } },
          took: { query: allDone, as: "ms" },
        },
      },
      {
        text: "{again} photos were delivered a second time.",
        figures: { again: { query: { count: { type: "job-delivered", where: { attempt: 2 } } } } },
      },
    ],
    why: [
      "A prefetched job is lent, though nobody works on it. The queue cannot share it out again: others stand idle beside a full queue, and its visibility timeout runs while it waits.",
      "Prefetch pays where jobs are much shorter than the way to the queue. Otherwise take one at a time: then whoever is quicker simply asks more often.",
    ],
    next: { variant: "greedy-dies", text: "Let the greedy worker die: what becomes of the photos in its memory?" },
  },
};
