/** 'producer:orders', 'requester:web', 'queue:jobs', 'dead-letters:jobs', 'log:events', 'worker:worker-1', 'reader:search-1', 'coordinator:coordinator-1', 'desk:clerk', 'store', 'world'. */
export type NodeId = string;

/** '<from>><to>'. */
export type EdgeId = string;

/** What a node is. Each part names its own: `queue`, `worker`, `log`, … (`sizes` in `part.ts`). */
export type NodeRole = string;

/** The room that there is: `wide` reads left to right, `medium` puts senders above their queue, `tall` reads downward. */
export type Shape = "wide" | "medium" | "tall";
export type Size = { readonly width: number; readonly height: number };
/** Of what has a layout of its own, and is not found in columns. */
export const SOME_SIZE: Size = { width: 168, height: 118 };

export type TopologyNode = {
  readonly id: NodeId;
  readonly role: NodeRole;
  /** The actor's or queue's name in the trace; of dead letters, their queue's. */
  readonly name: string;
  /** A worker's slots (its concurrency) and how many more it may hold; 0 for the others. */
  readonly slots: number;
  readonly prefetch: number;
  /** Of a queue on several servers, how many. */
  readonly servers?: number;
  /** Of a log: its rows, and how many readers have a place in each. */
  readonly rows?: { readonly partitions: number; readonly readers: number };
  /** Of dead letters: somebody sees to them, so more of them is shown. */
  readonly tended?: true;
};

export type TopologyEdge = {
  readonly id: EdgeId;
  readonly from: NodeId;
  readonly to: NodeId;
  /**
   * Acks and naks go back along 'deliver', the provider's answers along 'effect'. 'reply': from a worker to a reply queue;
   * 'return': from there to who asked. 'keep': what a coordinator saves and reads; nothing is drawn travelling there.
   * 'tend': who sees to dead letters; 'replay': from those back to their queue.
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
  /** The delivery it belongs to, from 1; 0 on the way from the producer. */
  readonly attempt: number;
  readonly poison: boolean;
  /** Repeats what had its effect already: a send that the queue drops, a job done once, a second charge. */
  readonly duplicate: boolean;
  /** Left undone: on the way back of a job whose caller had given up. */
  readonly expired: boolean;
  /** Never stored, though its sender is told so: it fades on its way. */
  readonly lost: boolean;
  /** What stands beside it, where it is more than its kind: 'charge', 'ship done'. */
  readonly word: string | null;
};
