import { publishOnce, settle } from "./draw-calls.ts";
import { consumerOptions, LEAVES } from "./draw-configs.ts";
import type { Drawing } from "./drawing.ts";
import type { Options } from "./program.ts";

/** A consumer a subject, as a queue's priorities and groups have it. */
export function addLanes(drawing: Drawing): void {
  for (const leaf of LEAVES.slice(0, drawing.int("lanes", 2, 3))) {
    const name = `c${drawing.consumers.size + 1}`;
    const options = { ...consumerOptions(drawing, "S"), filter_subject: `S.${leaf}` };
    drawing.consumers.set(`S/${name}`, { stream: "S", name, options });
    drawing.call({ do: "add-consumer", stream: "S", consumer: name, options });
  }
  drawing.passTime();
}

/** Asks lane after lane without waiting, and then waits at one of them. */
export function askLanes(drawing: Drawing): void {
  const by = drawing.client();
  const ask = (name: string, options: Options, settings: Options) => {
    const step = drawing.call({ do: "pull", stream: "S", consumer: name, options: { batch: 1, ...options } }, by);
    settle(drawing, step, 1, settings);
  };
  for (const { name, options } of drawing.consumers.values()) ask(name, { no_wait: true }, options);
  const bell = drawing.any("bell", drawing.consumers.values());
  if (bell !== undefined) ask(bell.name, { expires_ms: drawing.oneOf("expires", [120, 450, 1_000]) }, bell.options);
}

/** Holds a consumer for a while, or lets it go on. */
export function holdConsumer(drawing: Drawing): void {
  const consumer = drawing.any("consumer", drawing.consumers.values());
  if (consumer === undefined) return publishOnce(drawing);
  const at = { stream: consumer.stream, consumer: consumer.name };
  if (drawing.percent("resume", 30)) drawing.call({ do: "resume-consumer", ...at });
  else {
    const options = { for_ms: drawing.oneOf("for", [1, 90, 90, 210, 400, -50]) };
    drawing.call({ do: "pause-consumer", ...at, options });
  }
}
