import type { ScenarioSource } from "../engine/scenario/schema.ts";

const allDone = { elapsedMs: { from: { type: "job-sent" }, to: { type: "job-acked" } } } as const;
const mostOfOne = { mostPer: "actor", of: { type: "job-delivered" } } as const;

const again = { count: { type: "job-delivered", where: { attempt: 2 } } } as const;

export const prefetchHoarding: ScenarioSource = {
  id: "prefetch-hoarding",
  title: "Prefetch: one worker takes jobs in advance",
  shows: "A slow worker takes eight jobs in advance, and a quick one shares its queue. How long do ten photos take?",
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
      meaning: "Jobs that it takes beyond the one it works on. They wait in its memory.",
      path: "workers.slow.prefetch",
      min: 0,
      max: 8,
    },
  ],
  variants: [
    { id: "greedy", title: "The slow worker takes eight in advance" },
    { id: "modest", title: "Each worker takes one at a time", set: { "workers.slow.prefetch": 0 } },
    {
      id: "greedy-dies",
      title: "The slow worker crashes with jobs in its memory",
      set: { faults: [{ kind: "crash", at: { actor: "slow-1", nth: 2, point: "before-ack" } }] },
    },
  ],
  claims: [
    {
      id: "one-holds-most",
      says: "The slow worker gets most of the jobs, though the other one is idle.",
      check: { kind: "figure", query: mostOfOne, is: { atLeast: 7 } },
      variants: ["greedy"],
      within: { prefetch: { atLeast: 8 } },
    },
    {
      id: "slow-to-the-end",
      says: "It takes about as long as with the slow worker alone.",
      check: { kind: "figure", query: allDone, is: { atLeast: 2_000 } },
      variants: ["greedy"],
      within: { prefetch: { atLeast: 8 } },
    },
    {
      id: "shared-by-pace",
      says: "One at a time, all photos are done much sooner.",
      check: { kind: "figure", query: allDone, is: { atMost: 1_750 } },
      variants: ["modest"],
      within: { prefetch: { atMost: 0 } },
    },
    {
      id: "comes-back",
      says: "The jobs of the crashed worker are delivered again after the visibility timeout, and not before.",
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
      {
        text: "Two workers share a queue. One needs 250 ms for a photo, the other one 50 ms. The prefetch of the slow worker is {prefetch}: it takes so many jobs beyond the one that it works on.",
        figures: { prefetch: { setting: "workers.slow.prefetch" } },
      },
      "Ten photos arrive at once.",
      {
        text: "The slow worker crashes before its second acknowledgement, and is not started again.",
        when: { query: { count: { type: "actor-crashed" } }, is: { atLeast: 1 } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play and look at what the quick worker does.",
    prediction: {
      question: "How long does it take from the first photo sent to the last one done?",
      choices: [
        { id: "short", text: "Less than 2 seconds", when: { query: allDone, is: { atMost: 1_999 } } },
        { id: "slow", text: "2 to 4 seconds", when: { query: allDone, is: { atLeast: 2_000, atMost: 4_000 } } },
        { id: "longer", text: "More than 4 seconds", when: { query: allDone, is: { atLeast: 4_001 } } },
      ],
    },
    decisive: {
      at: { type: "job-acked" },
      nth: 2,
      says: "Look at the slow worker's memory: those jobs are in flight, and no other worker can have them. The quick worker has nothing to do.",
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
        text: "{again} photos were delivered again, after the visibility timeout of {ackwait}.",
        figures: {
          again: { query: again },
          ackwait: { setting: "queues.photos.ackWaitMs", as: "ms" },
        },
        when: { query: again, is: { atLeast: 1 } },
      },
    ],
    why: [
      "A prefetched job is in flight, though nobody works on it. The queue cannot give it to another worker: that one is idle while work waits. And the job's visibility timeout runs while it waits in memory.",
      "Prefetch pays where jobs are much shorter than the way to the queue. Otherwise take one at a time: the quicker worker then simply asks more often.",
    ],
    next: { variant: "greedy-dies", text: "Let the slow worker crash. What becomes of the photos in its memory?" },
  },
};
