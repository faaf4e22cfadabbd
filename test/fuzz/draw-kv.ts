import type { Drawing } from "./drawing.ts";
import type { KvOp, Options } from "./program.ts";

/** Of the longest hop. */
const ROUND_TRIPS_MS = 43;
const KEYS = ["x", "y", "z.1"] as const;

/** A bucket, and what clients do with a few keys of it. */
export const drawKv = {
  begin(drawing: Drawing): void {
    const options = drawing.options({
      history: [60, [2, 5]],
      ttl: [15, [530]],
      storage: [50, ["memory"]],
      markerTTL: [20, [1_000]],
    });
    drawing.call({ do: "kv-create", bucket: "B", options }, "a");
    drawing.passTime();
  },

  operate(drawing: Drawing): void {
    // Some of them ask more than once.
    drawing.atMs += ROUND_TRIPS_MS;
    const op = drawing.weighted<KvOp>("op", [
      [6, "put"],
      [4, "create"],
      [6, "update"],
      [4, "delete"],
      [2, "purge"],
      [4, "get"],
      [1, "keys"],
      [2, "history"],
      [2, "watch"],
    ]);
    const lists = op === "keys" || op === "watch";
    const key = lists ? drawing.oneOf("pattern", [">", "x", "*"]) : drawing.oneOf("key", KEYS);
    drawing.call({ do: "kv", bucket: "B", op, key, options: optionsOf(op, drawing) });
  },
};

function optionsOf(op: KvOp, drawing: Drawing): Options {
  const value = { value: `v${drawing.steps.length + 1}` };
  const revision = { revision: drawing.int("revision", 1, 6) };
  const lifetime = drawing.options({ ttl: [op === "create" || op === "purge" ? 15 : 0, ["1s"]] });
  if (op === "put" || op === "create") return { ...value, ...lifetime };
  if (op === "purge") return lifetime;
  if (op === "update") return { ...value, ...revision };
  const asksForOne = (op === "delete" || op === "get") && drawing.percent("exact", 40);
  return asksForOne ? revision : {};
}
