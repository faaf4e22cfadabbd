import { LEAVES } from "./draw-configs.ts";
import type { Drawing } from "./drawing.ts";

/** A message that ends by itself. */
export function drawWithTtl(drawing: Drawing): void {
  const options = { "Nats-TTL": drawing.oneOf("ttl", ["1s", "1s", "2", "never", "500ms", "-1", "junk"]) };
  drawing.call({
    do: "publish",
    subject: `S.${drawing.oneOf("leaf", LEAVES)}`,
    data: `m${drawing.steps.length}`,
    options,
  });
}

/** A message that is a schedule for others. */
export function drawScheduled(drawing: Drawing): void {
  const schedule = drawing.weighted("schedule", [
    [6, `@at +${drawing.atMs + drawing.oneOf("delay", [130, 370, 610])}`],
    [2, "@every 1s"],
    [1, "@every 10ms"],
    [1, "* * * * * *"],
    [1, "0-59 * * * * *"],
    [1, "soon"],
  ]);
  const options = {
    "Nats-Schedule": schedule,
    "Nats-Schedule-Target": drawing.oneOf("target", ["S.a", "S.a", "S.b", "S.s1", "elsewhere"]),
    ...drawing.options({
      "Nats-Schedule-TTL": [15, ["1s", "1ms"]],
      "Nats-Schedule-Source": [10, ["S.b", "S.a"]],
      "X-Own": [20, ["kept"]],
    }),
  };
  const subject = `S.${drawing.oneOf("on", ["s1", "s1", "s2"])}`;
  drawing.call({ do: "publish", subject, data: `m${drawing.steps.length}`, options });
}

/** Purges what a schedule is on. */
export function cancelSchedule(drawing: Drawing): void {
  drawing.call({ do: "purge", stream: "S", options: { filter: `S.${drawing.oneOf("of", ["s1", "s2", "*"])}` } });
}
