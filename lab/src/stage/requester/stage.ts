import type { RequesterSpec } from "../../../../engine/scenario/schema.ts";
import { crashesOf } from "../actor/state.ts";
import type { AskRecord, IncarnationRecord, ReplyRecord } from "../trace/records.ts";
import { countUpTo } from "../trace/sorted.ts";
import { deadHoldingAt, holdingAt, stateAt } from "../actor/state.ts";
import { requesterNode } from "../names.ts";
import { replyQueueName } from "../../../../engine/views.ts";
import type { RunIndex } from "../trace/run-index.ts";
import type { RequesterFacts } from "./read.ts";
import type { PendingState, PendingView, RequesterView } from "./types.ts";

type Index = RunIndex & RequesterFacts;

export function requestersAt(index: Index, atMs: number): { readonly requesters: readonly RequesterView[] } {
  return { requesters: index.source.scenario.requesters.map((spec) => requesterAt(index, spec, atMs)) };
}

function requesterAt(index: Index, spec: RequesterSpec, atMs: number): RequesterView {
  const { name } = spec;
  const holding = index.holdings.at(atMs).filter(({ worker }) => worker === name);
  const dead = index.deadHoldings.at(atMs).filter(({ worker }) => worker === name);
  const life = (index.incarnations.get(name) ?? []).findLast(({ started }) => started.at <= atMs);
  const state = stateAt(life, holding.length > 0, atMs, index.pauses.get(name));
  const crashed = crashesOf(index, name, atMs).at(-1);
  const asks = index.asks.filter(({ asked }) => asked.actor === name && asked.at <= atMs);
  const all = asks.map((ask) => askAt(ask, atMs));
  return {
    node: requesterNode(name),
    name,
    replyQueue: replyQueueName(spec),
    incarnation: life?.incarnation ?? 0,
    state,
    crashedAt: state === "crashed" ? (life?.ended?.at ?? null) : null,
    asked: asks.filter(({ asked }) => asked.try === 1).length,
    total: spec.requests,
    waiting: asks.filter((ask, i) => all[i]?.state === "waiting" && !isForgotten(ask, atMs)).length,
    answered: all.filter((view) => view.state === "answered" || view.state === "stale" || view.state === "duplicate")
      .length,
    timedOut: requestsGivenUp(asks, spec.tries, atMs),
    runs: countUpTo(index.runTimes.get(name) ?? [], atMs),
    pending: [...tableAt(asks, all, life, atMs), ...orphansAt(index, life, atMs)].sort((a, b) => a.since - b.since),
    forgotten: all.filter((_, i) => forgottenIn(asks[i], crashed, atMs)),
    holding: holding.map((held) => holdingAt(held, atMs)),
    heldByTheDead: dead.map((held) => deadHoldingAt(held, atMs)),
  };
}

/** The table of the living incarnation; a dead one has none. */
function tableAt(
  asks: readonly AskRecord[],
  views: readonly PendingView[],
  life: IncarnationRecord | undefined,
  atMs: number,
): PendingView[] {
  if (!life || (life.ended && life.ended.at <= atMs && life.ended.type === "actor-crashed")) return [];
  return views.filter((_, i) => asks[i]?.asked.incarnation === life.incarnation);
}

function orphansAt({ orphans }: Index, life: IncarnationRecord | undefined, atMs: number): PendingView[] {
  return orphans
    .filter(({ event }) => event.actor === life?.actor && event.incarnation === life.incarnation && event.at <= atMs)
    .map(({ event, job }) => ({
      request: event.request,
      try: event.try,
      correlation: event.correlation,
      job: job ?? event.request,
      waitsUntil: null,
      state: "orphan",
      since: event.at,
    }));
}

function askAt({ asked, job, timedOut, replies }: AskRecord, atMs: number): PendingView {
  const { request, correlation, waitsUntil } = asked;
  const last = replies.findLast(({ event }) => event.at <= atMs)?.event;
  const ended = last ?? (timedOut && timedOut.at <= atMs ? timedOut : null);
  return {
    request,
    try: asked.try,
    correlation,
    job,
    waitsUntil,
    state: ended ? STATES[ended.type] : "waiting",
    since: ended?.at ?? asked.at,
  };
}

const STATES: Record<ReplyRecord["event"]["type"] | "request-timed-out", PendingState> = {
  "request-timed-out": "timed-out",
  "reply-received": "answered",
  "reply-stale": "stale",
  "reply-late": "late",
  "reply-duplicate": "duplicate",
  "reply-orphaned": "orphan",
};

const isForgotten = ({ forgotten }: AskRecord, atMs: number): boolean => forgotten !== null && forgotten.at <= atMs;

/** The open requests that the last crash lost. */
function forgottenIn(ask: AskRecord | undefined, crashed: IncarnationRecord | undefined, atMs: number): boolean {
  if (!ask || !crashed || !isForgotten(ask, atMs) || ask.forgotten?.type !== "actor-crashed") return false;
  return ask.asked.incarnation === crashed.incarnation;
}

/** A request is given up when its last try is. */
function requestsGivenUp(asks: readonly AskRecord[], tries: number, atMs: number): number {
  return asks.filter(({ asked, timedOut }) => asked.try === tries && timedOut !== null && timedOut.at <= atMs).length;
}
