import type { MarkKind, Tone } from "../../../engine/trace/family.ts";
import type { EventType, TraceEvent } from "../../../engine/trace/events.ts";
import type { EventId } from "../../../engine/trace/event.ts";
import type { Scenario } from "../../../engine/scenario/schema.ts";
import type { BrokerName } from "../../../engine/scenario/brokers.ts";
import type { DeadLettersView, DeskView } from "./dead-letters/types.ts";
import type { QueueServersView } from "./server/types.ts";
import type { CoordinatorView, OutsideView, StoreView } from "./flow/types.ts";
import type { LogView, ReaderView } from "./log/types.ts";

/**
 * What the lab draws, as plain data: every view is a pure function of (trace, time). Times are milliseconds since the
 * run began; `job` is a job's name ('job-3'), `actor` an actor's ('worker-1').
 *
 * The functions, each in a file of its own:
 *   index-trace.ts  `indexTrace(source): TraceIndex`          once a run
 *   stage.ts        `stageAt(index, atMs): StageView`         every frame
 *   topology.ts     `topologyOf(scenario): Topology`          nodes and edges, in reading order
 *   job-life.ts     `jobLife(index, job): readonly LifeStep[]`
 *   event-rows.ts   `eventRows(index): readonly EventRow[]`
 *   marks.ts        `marks(index): Marks`                     for the time machine
 *   figures.ts      `fillText`, `decidePrediction`, `decisiveMoment`
 */

/** What a run's views are made from. `scenario` has its variant and knobs applied already. */
export type TraceSource = {
  readonly scenario: Scenario;
  readonly broker: BrokerName;
  readonly events: readonly TraceEvent[];
  /** Where the time machine's scale ends, if later than the last event. */
  readonly endMs?: number;
};

// ---------------------------------------------------------------- topology

/** 'producer:orders', 'requester:web', 'queue:jobs', 'dead-letters:jobs', 'log:events', 'worker:worker-1', 'reader:search-1', 'coordinator:coordinator-1', 'desk:clerk', 'store', 'world'. */
export type NodeId = string;
/** '<from>><to>'. */
export type EdgeId = string;
export type NodeRole =
  | "producer"
  | "requester"
  | "queue"
  | "reply-queue"
  | "dead-letters"
  | "log"
  | "worker"
  | "reader"
  /** Drives a flow: hand-made glue or an orchestrator, which `CoordinatorView.kind` tells. */
  | "coordinator"
  /** Somebody who sees to dead letters. */
  | "desk"
  /** Where coordinators keep what must not die with them. */
  | "store"
  | "world";

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

// ---------------------------------------------------------------- the stage at one moment

export type StageView = {
  readonly atMs: number;
  readonly producers: readonly ProducerView[];
  readonly requesters: readonly RequesterView[];
  /** Reply queues too, after the scenario's own. */
  readonly queues: readonly QueueView[];
  readonly workers: readonly WorkerView[];
  readonly logs: readonly LogView[];
  readonly readers: readonly ReaderView[];
  readonly coordinators: readonly CoordinatorView[];
  readonly desks: readonly DeskView[];
  /** Null where this run keeps nothing in a store. */
  readonly store: StoreView | null;
  /** What the world outside has done for orders; null without a flow. */
  readonly outside: OutsideView | null;
  /** Everything under way between two nodes now. */
  readonly tokens: readonly TokenView[];
  /** Null when nothing in the scenario costs anything. */
  readonly ledger: LedgerView | null;
  /** The world outside answers nobody until then; null while it answers. */
  readonly outageUntil: number | null;
};

export type ProducerView = {
  readonly node: NodeId;
  readonly name: string;
  readonly sent: number;
  /** How many it will have sent. */
  readonly total: number;
  readonly finished: boolean;
  /** Whether it has its connection to a server. */
  readonly connected: boolean;
  /** It adds events to a log, and sends no jobs. */
  readonly appends: boolean;
};

/** A requester is producer and consumer at once: it asks, and takes the answers from its reply queue. */
export type RequesterView = {
  readonly node: NodeId;
  readonly name: string;
  readonly replyQueue: string;
  readonly incarnation: number;
  readonly state: WorkerState;
  readonly crashedAt: number | null;
  /** Requests asked, each counted once however often it was tried. */
  readonly asked: number;
  /** How many it is to ask. */
  readonly total: number;
  /** Requests that it waits for at this moment. */
  readonly waiting: number;
  /** Requests that an answer closed (a stale one too). */
  readonly answered: number;
  readonly timedOut: number;
  /** Replies that it has begun to handle. */
  readonly runs: number;
  /** The table in this incarnation's memory, and the orphans that found nothing in it; oldest first. */
  readonly pending: readonly PendingView[];
  /** What the last crash wiped out of the table: asked, and open at that moment. */
  readonly forgotten: readonly PendingView[];
  /** Replies in its hands: acked at once, so for as long as the ack travels. */
  readonly holding: readonly HoldingView[];
  readonly heldByTheDead: WorkerView["heldByTheDead"];
};

/** 'stale': closed by the answer to an earlier try; 'late': timed out, and then the answer came; 'orphan': never asked. */
export type PendingState = "waiting" | "answered" | "stale" | "timed-out" | "late" | "duplicate" | "orphan";
export type PendingView = {
  readonly request: string;
  readonly try: number;
  readonly correlation: string;
  /** The job that asks, or for an orphan the reply: whose life to open. */
  readonly job: string;
  /** Null for an orphan. */
  readonly waitsUntil: number | null;
  readonly state: PendingState;
  /** When that state came about. */
  readonly since: number;
};

/** `depth = waiting + heldBack + inFlight + givenUp`: everything stored and not yet deleted. */
export type QueueView = {
  readonly node: NodeId;
  readonly name: string;
  readonly depth: number;
  /** Ready for the next worker that asks. */
  readonly waiting: number;
  /** Failed, or sent for later: not to be given out before its delay is over. */
  readonly heldBack: number;
  /** Of these, the ones that failed and wait for their next delivery. */
  readonly backingOff: number;
  /** Given out, not acked, visibility timeout (ackWait) not over. */
  readonly inFlight: number;
  /** The server has stopped delivering it: it lies there, and nobody will get it. */
  readonly givenUp: number;
  /** Since the oldest job still in the queue was stored; null when empty. */
  readonly oldestAgeMs: number | null;
  readonly waitingJobs: readonly string[];
  readonly heldBackJobs: readonly {
    readonly job: string;
    readonly until: number;
    readonly why: "delayed" | "backing off";
  }[];
  /** What the full queue has deleted to make room, up to now; and of it what is gone since a moment only. */
  readonly dropped: readonly string[];
  readonly justDropped: readonly string[];
  readonly deadLetters: DeadLettersView;
  /** Null where nothing befalls a server. */
  readonly servers: QueueServersView | null;
};

/** 'starting': not up yet, for the first time; 'frozen': alive, and nothing of it happens. */
export type WorkerState = "starting" | "idle" | "working" | "frozen" | "crashed" | "stopped";
export type WorkerView = {
  readonly node: NodeId;
  readonly name: string;
  /** Counts from 1; 0 before the first start. */
  readonly incarnation: number;
  readonly state: WorkerState;
  /** Whether it has its connection to a server. */
  readonly connected: boolean;
  readonly holding: readonly HoldingView[];
  /** The moment of the crash while it is dead, else null. */
  readonly crashedAt: number | null;
  /** What a dead incarnation held and the queue does not yet give to another ('held until 00:04.2'). */
  readonly heldByTheDead: readonly { readonly job: string; readonly until: number; readonly remainingMs: number }[];
  /** Jobs whose ack this worker has had confirmed; dead-lettered ones and those left undone do not count. */
  readonly done: number;
  /** Jobs that it acknowledged unworked because their callers had given up. */
  readonly leftUndone: number;
  /** Times this worker's handler has begun. */
  readonly runs: number;
};

/**
 * 'prefetched': in memory, its turn has not come; 'acking': done, waiting for the ack's confirmation;
 * 'dead-lettering': on its way to the dead letters.
 */
export type HoldingState = "prefetched" | "awaiting-turn" | "running" | "acking" | "dead-lettering";
export type HoldingView = {
  readonly job: string;
  readonly attempt: number;
  readonly streamSequence: number;
  readonly state: HoldingState;
  readonly deliveredAt: number;
  /** When the visibility timeout (ackWait) passes. */
  readonly deadline: number;
  /** Until the deadline; 0 once it has passed: the queue gives the job to another although this worker still has it. */
  readonly remainingMs: number;
  /** Of the whole visibility timeout, for the ring: 1 = just delivered, 0 = passed. */
  readonly remainingShare: number;
  /** Since the handler began; null while it has not. */
  readonly runningForMs: number | null;
  readonly poison: boolean;
  /** Its caller has given up, and the worker has found that out. */
  readonly expired: boolean;
};

// ---------------------------------------------------------------- tokens

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

export type LedgerSideView = { readonly effects: number; readonly cents: number };
export type LedgerView = {
  /** What the accepted jobs up to now are worth; of a flow's orders, what the goods that left are worth. */
  readonly expected: LedgerSideView;
  /** Of a flow's orders: less what was given back. */
  readonly actual: LedgerSideView;
  /** Charges that the provider recognized by their idempotency key and ignored. */
  readonly recognized: number;
  /** Jobs (orders) charged more than once, in the order of their second charge. */
  readonly chargedTwice: readonly string[];
};

// ---------------------------------------------------------------- texts

/** One line of a message's passport. */
export type LifeStep = {
  readonly at: number;
  /** '00:04.200' */
  readonly time: string;
  /** In the learner's words: 'came back after 5 s'. */
  readonly text: string;
  /** The system's words: 'ackWait passed, delivery 2'; empty where there is nothing to add. */
  readonly system: string;
  readonly tone: Tone;
  /** True when no event says so: it follows from others, which `eventIds` names. */
  readonly derived: boolean;
  readonly eventIds: readonly EventId[];
  /** Who did it: an actor, or null for the queue. */
  readonly actor: string | null;
  readonly attempt: number | null;
};
export type EventRow = {
  readonly seq: number;
  readonly id: EventId;
  readonly cause: EventId | null;
  readonly at: number;
  readonly time: string;
  readonly tick: number | null;
  readonly actor: string;
  readonly incarnation: number;
  readonly type: EventType;
  readonly sentence: string;
  readonly job: string | null;
  readonly tone: Tone;
};

// ---------------------------------------------------------------- the time machine

/** A thin line on the scale. */
export type TickMark = { readonly at: number; readonly seq: number; readonly kind: MarkKind };
/** Something that stands out of the scale, with a word. */
export type FlagMark = {
  readonly at: number;
  /** Null when derived. */
  readonly seq: number | null;
  readonly kind:
    | "fault"
    | "crash"
    | "restart"
    | "intervention"
    | "timeout"
    | "gave-up"
    | "stray"
    | "decisive"
    | "lost"
    /** A full queue deleted the oldest. */
    | "dropped"
    | "frozen"
    | "step-timeout"
    | "compensating"
    | "stuck";
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

/** One event, as a place in time. */
export type Moment = { readonly at: number; readonly seq: number; readonly tick: number | null };

// ---------------------------------------------------------------- lessons

/** A text with its figures filled in; `isFigure` parts come from the run and are set off (and hidden before the prediction). */
export type TextPart = { readonly text: string; readonly isFigure: boolean };
