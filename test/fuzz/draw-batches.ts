import { addConsumers, addStream, LEAVES } from "./draw-configs.ts";
import type { Chances, Drawing } from "./drawing.ts";
import type { Options } from "./program.ts";

const IDS = ["k1", "k2", "k3", "k4", "k5"] as const;

const STREAM: Chances = {
  allow_atomic: [92, [true]],
  storage: [100, ["memory"]],
  retention: [40, ["workqueue", "interest"]],
  allow_msg_ttl: [25, [true]],
  allow_rollup_hdrs: [30, [true]],
};

/** What one message of a batch may ask for. */
const HEADERS: Chances = {
  "Nats-Rollup": [5, ["sub", "all", "wrong"]],
  "Nats-TTL": [4, ["1s", "never", "junk"]],
  "Nats-Expected-Last-Sequence": [5, ["0", "1", "2", "3", "4"]],
  "Nats-Expected-Last-Subject-Sequence": [6, ["0", "1", "2"]],
  "Nats-Expected-Last-Msg-Id": [1, ["k1"]],
  "Nats-Schedule": [2, ["@at +700"]],
  "X-Own": [4, ["mine"]],
};

/** How a batch ends: mostly as it should. */
const ENDS = [
  [14, { "Nats-Batch-Commit": "1" }],
  [4, { "Nats-Batch-Commit": "eob" }],
  [1, { "Nats-Batch-Commit": "2" }],
  [1, { "Nats-Batch-Commit": "" }],
  [3, {}],
] as const;

/** Messages that are stored all or none. */
export const drawBatches = {
  begin(drawing: Drawing): void {
    addStream(drawing, "S", drawing.options(STREAM));
    addConsumers(drawing, "S", drawing.int("consumers", 1, 2));
  },

  /** One batch, with other calls of its client in between now and then. */
  batch(drawing: Drawing): void {
    const by = drawing.client();
    const id = drawing.percent("long id", 2) ? "b".repeat(65) : drawing.oneOf("batch", ["b1", "b2"] as const);
    const count = drawing.int("count", 1, 4);
    let from = drawing.percent("from", 4) ? drawing.oneOf("first", [0, 2, 1_001]) : 1;
    for (let n = 1; n <= count; n++) {
      if (drawing.percent("gap", 3)) from++;
      const end: Options = n === count ? drawing.weighted<Options>("end", ENDS) : {};
      const options: Options = { ...messageOptions(drawing), "Nats-Batch-Id": id, ...end };
      const sequence = drawing.percent("no sequence", 2) ? {} : { "Nats-Batch-Sequence": String(from + n - 1) };
      const subject = `S.${drawing.oneOf("leaf", LEAVES)}`;
      const data = `m${drawing.steps.length + 1}`;
      drawing.call({ do: "publish", subject, data, options: { ...options, ...sequence } }, by);
      if (drawing.percent("idle", 2)) drawing.atMs += drawing.oneOf("for", [9_990, 10_010]);
    }
  },
};

function messageOptions(drawing: Drawing): Options {
  const id = drawing.percent("id", 40) ? { id: drawing.oneOf("id", IDS) } : {};
  return { ...id, ...drawing.options(HEADERS), ...(drawing.percent("unanswered", 20) ? { core: true } : {}) };
}
