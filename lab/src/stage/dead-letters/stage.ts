import { describeEvent, formatCount, formatMs, shapeOf } from "../../../../engine/views.ts";
import type { EventStamp } from "../../../../engine/trace/event.ts";
import type { Deed, DeadLetterFacts, LetterRecord } from "./read.ts";
import { stateAt } from "../actor/state.ts";
import { deadLettersNode, deskNode } from "../names.ts";
import type { RunIndex } from "../trace/run-index.ts";
import type { DeadLettersView, DeedView, DeskView, LetterGroup, LetterView } from "./types.ts";

type Index = RunIndex & DeadLetterFacts;

/** Who works at each desk, and what they have done so far. */
export function desksAt(index: Index, atMs: number): { readonly desks: readonly DeskView[] } {
  const desks = index.source.scenario.desks.map(({ name, queue }) => {
    const life = (index.incarnations.get(name) ?? []).findLast(({ started }) => started.at <= atMs);
    const deeds = index.deeds.filter(({ actor, at }) => actor === name && at <= atMs);
    const replaying = index.letters
      .flatMap(({ replays }) => replays)
      .find(
        ({ sent }) => sent.actor === name && sent.incarnation === life?.incarnation && underWay(index, sent, atMs),
      )?.sent;
    const state = stateAt(life, replaying !== undefined, atMs, index.pauses.get(name));
    return {
      node: deskNode(name),
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
  return { desks };
}

/** From its sending until its letter is gone, by its desk's word. */
function underWay(index: Index, sent: EventStamp, atMs: number): boolean {
  if (sent.at > atMs) return false;
  return !index.deeds.some(({ type, cause, at }) => type === "job-replayed" && cause === sent.id && at <= atMs);
}

export function deadLettersAt(index: Index, queue: string, atMs: number): DeadLettersView {
  const own = index.letters.filter((letter) => letter.queue === queue);
  const lying = own.filter(({ from, to }) => from <= atMs && atMs < to);
  const letters = lying.map((letter) => letterAt(letter, atMs));
  return {
    node: deadLettersNode(queue),
    count: letters.length,
    jobs: letters.map(({ job }) => job),
    letters,
    groups: groupsOf(letters),
    deeds: index.deeds.filter((deed) => deed.queue === queue && deed.at <= atMs).map(deedView),
  };
}

function groupsOf(letters: readonly LetterView[]): LetterGroup[] {
  const groups = new Map<string, LetterView[]>();
  for (const letter of letters) {
    const shape = shapeOf(letter.reason);
    groups.set(shape, [...(groups.get(shape) ?? []), letter]);
  }
  const named = [...groups].map(([shape, alike]): LetterGroup => {
    const same = new Set(alike.map(({ reason }) => reason)).size === 1;
    return { reason: same ? (alike[0]?.reason ?? shape) : shape, letters: alike };
  });
  return named.sort((a, b) => b.letters.length - a.letters.length);
}

function letterAt({ job, reason, from, poison, replays, discarded }: LetterRecord, atMs: number): LetterView {
  const sent = replays.some((replay) => replay.sent.at <= atMs);
  const given = discarded !== null && discarded.at <= atMs;
  return { job, reason, since: from, poison, leaving: sent ? "replayed" : given ? "discarded" : null };
}

function deedView(deed: Deed): DeedView {
  const job = "job" in deed ? deed.job : null;
  return { at: deed.at, time: formatMs(deed.at), text: describeEvent(deed), job };
}

/** For the little room that a node has. */
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
    case "desk-left":
      return "done, and gone";
  }
}
