import type { FlagKind as EventFlagKind, MarkKind } from "../../../../engine/trace/family.ts";

/** A thin line on the scale. */
export type TickMark = { readonly at: number; readonly seq: number; readonly kind: MarkKind };

/**
 * The kinds of flags: from events, and derived from several events (a dropped job, an expired timeout, the decisive
 * moment).
 */
export type FlagKind = EventFlagKind | "timeout" | "dropped" | "decisive";
/** An important moment on the scale, with a word. */
export type FlagMark = {
  readonly at: number;
  /** Null when derived. */
  readonly seq: number | null;
  readonly kind: FlagKind;
  readonly label: string;
  readonly actor: string | null;
  readonly job: string | null;
};

export type Marks = {
  readonly endMs: number;
  readonly ticks: readonly TickMark[];
  readonly flags: readonly FlagMark[];
  /** Intervals of unavailability: outages of outside services, and servers that are down. */
  readonly absences: readonly { readonly from: number; readonly to: number }[];
};
