import {
  acrossStreams,
  askByHand,
  changeConsumer,
  changeStream,
  comeAndGo,
  inspect,
  letExpire,
  publishOften,
  publishOnce,
  pull,
  remove,
} from "./draw-calls.ts";
import { drawBatches } from "./draw-batches.ts";
import { addConsumers, addStream } from "./draw-configs.ts";
import { drawKv } from "./draw-kv.ts";
import { addLanes, askLanes, holdConsumer } from "./draw-lanes.ts";
import { cancelSchedule, drawScheduled, drawWithTtl } from "./draw-lifetimes.ts";
import { addReader, LOG, lookUp } from "./draw-log.ts";
import type { Drawing, Weighted } from "./drawing.ts";

/** What a program is about: how it begins, and which calls follow. */
export type Theme = {
  readonly name: string;
  begin(drawing: Drawing): void;
  readonly calls: Weighted<(drawing: Drawing) => void>;
};

const COMMON: Theme["calls"] = [
  [3, inspect],
  [2, remove],
  [2, changeConsumer],
  [1, changeStream],
  [1, comeAndGo],
  [1, acrossStreams],
  [1, askByHand],
];

export const THEMES: readonly [Theme, ...Theme[]] = [
  {
    name: "work queue",
    begin(drawing) {
      addStream(drawing, "S", { retention: "workqueue" });
      addConsumers(drawing, "S", drawing.int("consumers", 1, 2));
    },
    calls: [[12, publishOnce], [3, publishOften], [14, pull], [2, letExpire], ...COMMON],
  },
  {
    name: "limits",
    begin(drawing) {
      addStream(drawing, "S", { retention: "limits" });
      addConsumers(drawing, "S", drawing.int("consumers", 1, 3));
    },
    calls: [[14, publishOnce], [5, publishOften], [12, pull], [2, letExpire], ...COMMON],
  },
  {
    name: "interest",
    begin(drawing) {
      addStream(drawing, "S", { retention: "interest" });
      addConsumers(drawing, "S", drawing.int("consumers", 1, 3));
    },
    calls: [[14, publishOnce], [3, publishOften], [14, pull], [2, letExpire], ...COMMON],
  },
  {
    name: "push",
    begin(drawing) {
      addStream(drawing, "S", {});
      addConsumers(drawing, "S", drawing.int("consumers", 1, 2), "push");
    },
    calls: [[14, publishOnce], [5, publishOften], [3, pull], ...COMMON],
  },
  {
    name: "key-value",
    begin: (drawing) => drawKv.begin(drawing),
    calls: [
      [30, drawKv.operate],
      [1, comeAndGo],
    ],
  },
  {
    name: "lanes",
    begin(drawing) {
      addStream(drawing, "S", { retention: "workqueue" });
      addLanes(drawing);
    },
    calls: [
      [12, publishOnce],
      [4, publishOften],
      [10, askLanes],
      [3, pull],
      [2, holdConsumer],
      [2, letExpire],
      ...COMMON,
    ],
  },
  {
    name: "pauses",
    begin(drawing) {
      addStream(drawing, "S", drawing.options({ retention: [60, ["workqueue", "interest"]] }));
      addConsumers(drawing, "S", drawing.int("consumers", 1, 2), drawing.percent("push", 30) ? "push" : "pull");
    },
    calls: [[10, publishOnce], [2, publishOften], [12, pull], [10, holdConsumer], [1, letExpire], ...COMMON],
  },
  {
    name: "log",
    begin(drawing) {
      addStream(drawing, "S", { retention: "limits", ...drawing.options(LOG) });
      publishOften(drawing);
    },
    calls: [[12, publishOnce], [5, publishOften], [8, addReader], [14, pull], [4, lookUp], [1, remove], ...COMMON],
  },
  {
    name: "lifetimes",
    begin(drawing) {
      addStream(drawing, "S", drawing.options(LIFETIMES));
      addConsumers(drawing, "S", 1);
    },
    calls: [
      [8, drawWithTtl],
      [8, drawScheduled],
      [2, cancelSchedule],
      [4, publishOnce],
      [8, pull],
      [2, inspect],
      [2, remove],
    ],
  },
];

/** Not among the others: what a seed draws was written down before it came. */
export const BATCHES: Theme = {
  name: "batches",
  begin: (drawing) => drawBatches.begin(drawing),
  calls: [
    [12, drawBatches.batch],
    [5, publishOnce],
    [7, pull],
    [1, changeStream],
    [1, changeConsumer],
    [2, inspect],
    [1, remove],
    [1, comeAndGo],
  ],
};

const LIFETIMES = {
  allow_msg_ttl: [70, [true]],
  allow_msg_schedules: [70, [true]],
  subject_delete_marker_ttl_ms: [25, [1_000, 2_000]],
  retention: [40, ["workqueue", "interest"]],
} as const;
