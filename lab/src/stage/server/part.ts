import type { Part } from "../part.ts";

/** The servers behind the queues. They are drawn with their queue, and what befell them is read before everything else. */
export const server = {
  aways: ({ servers }) => [...(servers?.downs.values() ?? [])].flat(),
} satisfies Part;
