/** 'producer:orders', 'requester:web', 'queue:jobs', 'dead-letters:jobs', 'log:events', 'worker:worker-1', 'reader:search-1', 'coordinator:coordinator-1', 'operator:clerk', 'store', 'world'. */
export type NodeId = string;

/** '<from>><to>'. */
export type EdgeId = string;

/** The role of a node. Each part names its own: `queue`, `worker`, `log`, … (`sizes` in `part.ts`). */
export type NodeRole = string;

/** The available room: `wide` reads left to right, `medium` puts senders above their queue, `tall` reads downward. */
export type Shape = "wide" | "medium" | "tall";
export type Size = { readonly width: number; readonly height: number };
/** For nodes with their own layout, which have no position in columns. */
export const SOME_SIZE: Size = { width: 168, height: 118 };

export type TopologyNode = {
  readonly id: NodeId;
  readonly role: NodeRole;
  /** The name of the actor or queue in the trace; for dead letters, their queue's. */
  readonly name: string;
  /** A worker's slots (its concurrency) and how many more jobs it may hold; 0 for the others. */
  readonly slots: number;
  readonly prefetch: number;
  /** For a queue on several servers, their number. */
  readonly servers?: number;
  /** For a log: its rows, and the number of readers with an offset in each. */
  readonly rows?: { readonly partitions: number; readonly readers: number };
  /** For dead letters: they have an operator, so more of them is shown. */
  readonly tended?: true;
};

export type TopologyEdge = {
  readonly id: EdgeId;
  readonly from: NodeId;
  readonly to: NodeId;
  /**
   * Acks and naks return along 'deliver', the provider's answers along 'effect'. 'reply': from a worker to a reply
   * queue; 'return': from there to the requester. 'keep': a coordinator's saves and reads; nothing is drawn travelling
   * there. 'tend': from an operator to its dead letters; 'replay': from those back to their queue.
   */
  readonly kind: "send" | "deliver" | "dead-letter" | "effect" | "reply" | "return" | "keep" | "tend" | "replay";
};

export type Topology = { readonly nodes: readonly TopologyNode[]; readonly edges: readonly TopologyEdge[] };

/** An event goes to a log and from it; its reader's ack comes back. */
export type TokenKind = "job" | "event" | "ack" | "nak" | "dead-letter" | "effect" | "reply";

export type TokenView = {
  /** The same token has the same id from frame to frame. */
  readonly id: string;
  readonly job: string;
  readonly kind: TokenKind;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly edge: EdgeId;
  /** True when it travels against the edge's own direction (acks, naks, replies). */
  readonly reverse: boolean;
  /** 0 at `from`, 1 at `to`. */
  readonly progress: number;
  /** The delivery to which it belongs, from 1; 0 on the way from the producer. */
  readonly attempt: number;
  readonly poison: boolean;
  /** Repeats an effect: a send that the queue drops as a duplicate, a job that was done already, a second charge. */
  readonly duplicate: boolean;
  /** Skipped: on the way back of a job whose requester had given up. */
  readonly expired: boolean;
  /** Never stored, although its sender is told so: it fades on its way. */
  readonly lost: boolean;
  /** The word next to it, if it is more than its kind: 'charge', 'ship done'. */
  readonly word: string | null;
};
