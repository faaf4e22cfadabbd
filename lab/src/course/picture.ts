import type { Picture } from "../../../engine/scenario/schema/picture.ts";
import type { ScenarioSource } from "../../../engine/scenario/schema.ts";

export type { Picture };
export type PictureItem = Picture[number];

/** A lesson's picture: the lesson's own, or else one made from the parts of the scenario, from senders to workers. */
export function pictureOf(source: ScenarioSource): Picture {
  return source.lesson?.picture ?? derivedFrom(source);
}

function derivedFrom({
  requesters = [],
  logs = [],
  flow,
  workers = [],
  readers = [],
  faults = [],
}: ScenarioSource): Picture {
  const crashes = faults.some(({ kind }) => kind === "crash");
  const dead = crashes ? ({ is: "dead" } as const) : {};
  return [
    ...(requesters.length > 0 ? [{ shape: "requester" } as const] : []),
    logs.length > 0 ? { cells: 3, read: 1 } : { shape: "tube" },
    ...(flow ? [{ shape: "coordinator", ...dead } as const] : []),
    ...(workers.length + readers.length > 0 ? [{ shape: "worker", ...(flow ? {} : dead) } as const] : []),
  ];
}
