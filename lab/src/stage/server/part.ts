import type { Part } from "../part.ts";

/** The servers behind the queues. They are drawn with their queue, and their faults are read before everything else. */
export const server = {
  absences: ({ servers }) => [...(servers?.downs.values() ?? [])].flat(),
} satisfies Part;
