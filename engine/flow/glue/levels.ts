import type { Coordinator, Kit } from "./kit.ts";
import { level0 } from "./level-0.ts";
import { level1 } from "./level-1.ts";
import { level2 } from "./level-2.ts";
import { level3 } from "./level-3.ts";
import { level4 } from "./level-4.ts";
import { level5 } from "./level-5.ts";
import { level6 } from "./level-6.ts";

/** Queue glue as a good team writes it, one repair per level: compare two neighbouring files. */
export const GLUE_LEVELS = [
  { level: 0, adds: "naive: state in memory, any reply moves the order forward", create: level0 },
  { level: 1, adds: "idempotency keys", create: level1 },
  { level: 2, adds: "a persisted table of steps", create: level2 },
  { level: 3, adds: "stored deadlines and a sweeper", create: level3 },
  { level: 4, adds: "compensation for late replies", create: level4 },
  { level: 5, adds: "a compensation list", create: level5 },
  { level: 6, adds: "an outbox", create: level6 },
] as const satisfies readonly {
  readonly level: number;
  readonly adds: string;
  readonly create: (kit: Kit) => Coordinator;
}[];
export type GlueLevel = (typeof GLUE_LEVELS)[number]["level"];

/** From this level on, the state is stored. */
export const FIRST_STORED_LEVEL = 2;
/** From this level on, the stored state has the deadlines of replies. */
export const FIRST_LEVEL_WITH_DEADLINES = 3;
