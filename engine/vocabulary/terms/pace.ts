import type { Term } from "./term.ts";

/** When jobs run, how fast, and in which order. */
export const PACE_TERMS: readonly Term[] = [
  {
    id: "prefetch",
    term: "prefetch",
    definition: "With prefetch a worker takes jobs in advance, and they wait in its memory.",
    shownBy: "prefetch-hoarding",
  },
  {
    id: "sending-many",
    term: "batch sending",
    definition: "Batch sending keeps many messages on their way at once instead of waiting for each answer.",
  },
  {
    id: "long-polling",
    term: "long polling",
    definition: "With long polling a worker's request waits at the queue until there is a message.",
    shownBy: "push-pull",
  },
  {
    id: "delayed-message",
    term: "delayed message",
    also: ["delayed job"],
    definition: "A delayed message is stored now and delivered not before its time.",
    shownBy: "delay-ttl",
  },
  {
    id: "schedule",
    term: "schedule",
    definition: "A schedule sends a job again and again, for example every night.",
  },
  {
    id: "priority",
    term: "priority",
    also: ["priorities", "priority queue"],
    definition: "With priorities urgent jobs are delivered before jobs that can wait.",
    shownBy: "priority",
  },
  {
    id: "message-group",
    term: "message group",
    definition: "A message group is a set of messages that are done one after the other, beside other groups.",
    shownBy: "fifo-groups",
  },
  {
    id: "deduplication-window",
    term: "deduplication window",
    also: ["deduplication"],
    definition: "Within the deduplication window the broker drops a message whose id it has stored already.",
    shownBy: "dedup-window",
  },
  {
    id: "bounded-queue",
    term: "bounded queue",
    definition: "A bounded queue stores no more than its limit, and refuses, delays or drops what is more.",
    shownBy: "burst",
  },
  {
    id: "rate-limit",
    term: "rate limit",
    definition: "A rate limit allows only so many jobs to begin in a second, over all workers.",
    shownBy: "rate-limited",
  },
  {
    id: "result",
    term: "stored result",
    definition: "A stored result is the value that a job's handler returned, kept so that the sender can read it.",
  },
  {
    id: "job-dependencies",
    term: "job dependencies",
    definition: "With job dependencies a parent job is sent when its children are done.",
  },
  {
    id: "pause-and-purge",
    term: "pause and purge",
    definition: "A paused queue delivers nothing, and a purge deletes everything that waits in a queue.",
  },
  {
    id: "time-to-live",
    term: "time to live",
    also: ["TTL"],
    definition: "A message with a time to live is deleted when it was not delivered by then.",
    shownBy: "delay-ttl",
  },
  {
    id: "load-leveling",
    term: "load leveling",
    definition: "Load leveling means that a queue takes a burst and the workers take jobs at their own pace.",
    shownBy: "burst",
  },
];
