import { edgeId } from "./names.ts";
import type { Span } from "./trace/span-index.ts";
import type { NodeId, TokenKind, TokenView } from "./types.ts";

/** A token's journey between two nodes. A `TokenView` is one of these at one moment. */
export type Hop = Span & {
  /** When it would arrive: later than `to` if it was cut off on its way. */
  readonly arrivesAt: number;
  readonly token: Omit<TokenView, "progress">;
};

export type Way = {
  readonly id: string;
  readonly kind: TokenKind;
  readonly job: string;
  readonly attempt: number;
  readonly duplicate?: boolean;
  readonly expired?: boolean;
  readonly lost?: boolean;
  readonly word?: string | null;
  readonly poison: boolean;
  readonly from: NodeId;
  readonly to: NodeId;
  /** Against the direction of the edge. */
  readonly back?: boolean;
  readonly leaves: number;
  readonly arrives: number;
  /** Where it is cut off. */
  readonly until?: number;
};

export function hop(way: Way): Hop {
  const { id, kind, job, attempt, poison, from, to, back = false } = way;
  const { duplicate = false, expired = false, lost = false, word = null } = way;
  const edge = back ? edgeId(to, from) : edgeId(from, to);
  return {
    from: way.leaves,
    to: way.until ?? way.arrives,
    arrivesAt: way.arrives,
    token: { id, kind, job, attempt, duplicate, expired, lost, word, from, to, edge, reverse: back, poison },
  };
}
