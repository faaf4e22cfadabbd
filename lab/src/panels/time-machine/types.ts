import type { FlagKind as EventFlagKind, MarkKind } from "../../../../engine/trace/family.ts";

/** A thin line on the scale. */
export type TickMark = { readonly at: number; readonly seq: number; readonly kind: MarkKind };

/** What events flag, and what follows from several: a full queue deleted its oldest job, a timeout, the lesson's moment. */
export type FlagKind = EventFlagKind | "timeout" | "dropped" | "decisive";
/** Something that stands out of the scale, with a word. */
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
  /** Stretches in which something is away: outages of the world outside, and servers that are down. */
  readonly aways: readonly { readonly from: number; readonly to: number }[];
};
