import { z } from "zod";
import { EVENT_TYPES, type EventType } from "../../trace/events.ts";
import type { TraceQuery } from "../../trace/query.ts";
import { jsonScalar } from "../../actors/fields.ts";

/** Questions over the trace (engine/trace/query.ts), as a scenario file writes them. */
/** A name for this type, so that the declarations do not repeat all event types in each place where one is allowed. */
export type EventTypes = { readonly [type in EventType]: type };
const eventType: z.ZodEnum<EventTypes> = z.enum(EVENT_TYPES);
export const bounds = { atLeast: z.number().exactOptional(), atMost: z.number().exactOptional() };
const fieldTest = z.union([jsonScalar, z.strictObject(bounds)]);
export const eventPatternSchema = z.strictObject({
  type: z.union([eventType, z.array(eventType).min(1)]),
  where: z.record(z.string(), fieldTest).exactOptional(),
});

const simpleQueries = [
  z.strictObject({ count: eventPatternSchema }),
  z.strictObject({ distinct: z.string(), of: eventPatternSchema }),
  z.strictObject({ sum: z.string(), of: eventPatternSchema }),
  z.strictObject({ max: z.string(), of: eventPatternSchema }),
  z.strictObject({ last: z.string(), of: eventPatternSchema }),
  z.strictObject({ descents: z.string(), of: eventPatternSchema }),
  z.strictObject({ mostPer: z.string(), of: eventPatternSchema }),
  z.strictObject({ elapsedMs: z.strictObject({ from: eventPatternSchema, to: eventPatternSchema }) }),
] as const;
const simpleQuery = z.union(simpleQueries);
export const querySchema: z.ZodType<TraceQuery, TraceQuery> = z.union([
  ...simpleQueries,
  z.strictObject({ difference: z.strictObject({ of: simpleQuery, less: simpleQuery }) }),
]);
export const expectationSchema = z
  .strictObject({ equals: z.number().exactOptional(), ...bounds })
  .refine((is) => Object.keys(is).length > 0, { error: "one of equals, atLeast, atMost" });
