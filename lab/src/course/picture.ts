import type { Picture } from "../../../engine/scenario/schema/picture.ts";
import type { Chapter } from "./course.ts";

export type { Picture };
export type PictureItem = Picture[number];

/** A chapter's picture: the lesson's own, or else one made from the parts of the scenario, from senders to workers. */
export function pictureOf(chapter: Chapter): Picture {
  return chapter.lesson?.picture ?? derivedFrom(chapter);
}

function derivedFrom({ requesters = [], logs = [], flow, workers = [], readers = [], faults = [] }: Chapter): Picture {
  const crashes = faults.some(({ kind }) => kind === "crash");
  const dead = crashes ? ({ is: "dead" } as const) : {};
  return [
    ...(requesters.length > 0 ? [{ shape: "requester" } as const] : []),
    logs.length > 0 ? { cells: 3, read: 1 } : { shape: "tube" },
    ...(flow ? [{ shape: "coordinator", ...dead } as const] : []),
    ...(workers.length + readers.length > 0 ? [{ shape: "worker", ...(flow ? {} : dead) } as const] : []),
  ];
}
