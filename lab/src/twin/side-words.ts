import type { OfSides } from "../projection/types-twin.ts";

/** What each side is called wherever both are told of. */
export const SIDE_NAMES: OfSides<string> = { glue: "Queue glue", orchestrated: "Orchestrated" };
export const SIDE_SHORT: OfSides<string> = { glue: "glue", orchestrated: "orchestrated" };
