import { describeEvent, formatCount, formatMs, shapeOf } from "../../../../engine/views.ts";
import type { EventStamp } from "../../../../engine/trace/event.ts";
import type { Deed, DeadLetterFacts, DeadLetterRecord } from "./read.ts";
import { stateAt } from "../actor/state.ts";
import { deadLettersNode, operatorNode } from "../names.ts";
import type { RunIndex } from "../trace/run-index.ts";
import type { DeadLettersView, DeedView, OperatorView, DeadLetterGroup, DeadLetterView } from "./types.ts";

type Index = RunIndex & DeadLetterFacts;

/** The operators of dead-letter queues, and what each has done so far. */
export function operatorsAt(index: Index, atMs: number): { readonly operators: readonly OperatorView[] } {
  const operators = index.source.scenario.operators.map(({ name, queue }) => {
    const life = (index.incarnations.get(name) ?? []).findLast(({ started }) => started.at <= atMs);
    const deeds = index.deeds.filter(({ actor, at }) => actor === name && at <= atMs);
    const replaying = index.deadLetters
      .flatMap(({ replays }) => replays)
      .find(
        ({ sent }) => sent.actor === name && sent.incarnation === life?.incarnation && underWay(index, sent, atMs),
      )?.sent;
    const state = stateAt(life, replaying !== undefined, atMs, index.pauses.get(name));
    return {
      node: operatorNode(name),
      name,
      queue,
      incarnation: life?.incarnation ?? 0,
      state,
      crashedAt: state === "crashed" ? (life?.ended?.at ?? null) : null,
      last: replaying === undefined ? inShort(deeds.at(-1)) : `replaying ${replaying.job}`,
      replayed: deeds.filter(({ type }) => type === "job-replayed").length,
      discarded: deeds.filter(({ type }) => type === "dead-letter-discarded").length,
    };
  });
  return { operators };
}

/** From the replay until the deletion of its dead letter, as its operator recorded it. */
function underWay(index: Index, sent: EventStamp, atMs: number): boolean {
  if (sent.at > atMs) return false;
  return !index.deeds.some(({ type, cause, at }) => type === "job-replayed" && cause === sent.id && at <= atMs);
}

export function deadLettersAt(index: Index, queue: string, atMs: number): DeadLettersView {
  const own = index.deadLetters.filter((deadLetter) => deadLetter.queue === queue);
  const lying = own.filter(({ from, to }) => from <= atMs && atMs < to);
  const deadLetters = lying.map((deadLetter) => deadLetterAt(deadLetter, atMs));
  return {
    node: deadLettersNode(queue),
    count: deadLetters.length,
    jobs: deadLetters.map(({ job }) => job),
    deadLetters,
    groups: groupsOf(deadLetters),
    deeds: index.deeds.filter((deed) => deed.queue === queue && deed.at <= atMs).map(deedView),
  };
}

function groupsOf(deadLetters: readonly DeadLetterView[]): DeadLetterGroup[] {
  const groups = new Map<string, DeadLetterView[]>();
  for (const deadLetter of deadLetters) {
    const shape = shapeOf(deadLetter.reason);
    groups.set(shape, [...(groups.get(shape) ?? []), deadLetter]);
  }
  const named = [...groups].map(([shape, alike]): DeadLetterGroup => {
    const same = new Set(alike.map(({ reason }) => reason)).size === 1;
    return { reason: same ? (alike[0]?.reason ?? shape) : shape, deadLetters: alike };
  });
  return named.sort((a, b) => b.deadLetters.length - a.deadLetters.length);
}

function deadLetterAt(
  { job, reason, from, poison, replays, discarded }: DeadLetterRecord,
  atMs: number,
): DeadLetterView {
  const sent = replays.some((replay) => replay.sent.at <= atMs);
  const given = discarded !== null && discarded.at <= atMs;
  return { job, reason, since: from, poison, leaving: sent ? "replayed" : given ? "discarded" : null };
}

function deedView(deed: Deed): DeedView {
  const job = "job" in deed ? deed.job : null;
  return { at: deed.at, time: formatMs(deed.at), text: describeEvent(deed), job };
}

/** A short form, for a node. */
function inShort(deed: Deed | undefined): string | null {
  if (!deed) return null;
  switch (deed.type) {
    case "dead-letters-listed":
      return `looked at ${formatCount(deed.count, "dead letter")}`;
    case "dead-letters-grouped":
      return `grouped ${formatCount(deed.count, "dead letter")}`;
    case "job-replayed":
      return `replayed ${deed.job}`;
    case "dead-letter-discarded":
      return `discarded ${deed.job}`;
    case "operator-finished":
      return "finished";
  }
}
