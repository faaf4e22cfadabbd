import type { z } from "zod";

/** The sender of the jobs, requests or events. */
export type Sender = { readonly seed: number; readonly name: string };

/** One kind of arrival process: the time between the jobs, requests or events of one sender. */
export type ArrivalProcess<Schema extends z.ZodType<{ readonly kind: string }>> = {
  /** Its parameters, as a scenario file writes them. */
  readonly schema: Schema;
  /** Whole milliseconds from the `n`-th (counted from 1) to the next. */
  readonly gapAfter: (n: number, spec: z.output<Schema>, sender: Sender) => number;
};

/** Declares an arrival process, so that its parameters have the type of its schema. */
export function arrivalProcess<Schema extends z.ZodType<{ readonly kind: string }>>(
  declared: ArrivalProcess<Schema>,
): ArrivalProcess<Schema> {
  return declared;
}
