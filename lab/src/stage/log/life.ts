import { formatDuration } from "../../../../engine/views.ts";
import type { Life } from "../life-step.ts";
import { type DraftStep, stamp } from "../life-step.ts";
import type { RunIndex } from "../trace/run-index.ts";
import type { EntryRecord, LogFacts, ReadingRecord } from "./read.ts";

export const logLife = { life: lifeInLog } satisfies Life;

/** An event's life: it is stored in its log, each reader reads it in its own time, and it stays. */
function lifeInLog({ logs, hopMs }: RunIndex & LogFacts, event: string): DraftStep[] {
  const entries = [...logs.entries.values()].flat().filter((entry) => entry.event === event);
  const readings = logs.readings.filter(({ read }) => read.event === event);
  return [...entries.flatMap((entry) => entrySteps(entry, hopMs)), ...readings.flatMap(readingSteps)];
}

function entrySteps(
  { appended, log, key, partition, sequence, leftAt, arrivedAt, goneAt }: EntryRecord,
  hopMs: number,
): DraftStep[] {
  const steps: DraftStep[] = [];
  if (appended !== null) {
    const derived = { ...stamp(appended), derived: true, tone: "plain" } as const;
    if (hopMs > 1) {
      steps.push({
        ...derived,
        at: leftAt,
        order: appended.seq - 0.8,
        text: `sent by ${appended.actor}`,
        system: `key ${key}`,
      });
      steps.push({
        ...derived,
        at: arrivedAt,
        order: appended.seq - 0.5,
        actor: null,
        text: `written into ${log}`,
        system: `partition ${partition}, offset ${sequence}`,
      });
    }
    const text = hopMs > 1 ? "its log producer knows that it is safe" : `written into ${log} by ${appended.actor}`;
    steps.push({ ...stamp(appended), text, system: `publish acknowledged, offset ${sequence}`, tone: "plain" });
  }
  if (goneAt < Infinity) {
    const gone = { order: Infinity, eventIds: appended ? [appended.id] : [], actor: null, derived: true };
    steps.push({
      ...gone,
      at: goneAt,
      text: `deleted from ${log}: its retention time was over`,
      system: "max_age",
      tone: "warn",
    });
  }
  return steps;
}

function readingSteps({ read, handled, moved, failed, lost }: ReadingRecord): DraftStep[] {
  const { reader, attempt, actor } = read;
  const again = attempt > 1 ? " again: its last delivery was not acknowledged" : "";
  const common = { attempt };
  const steps: DraftStep[] = [
    {
      ...common,
      ...stamp(read),
      text: `${reader} reads it${again}`,
      system: `${actor}, delivery ${attempt}`,
      tone: attempt > 1 ? "warn" : "work",
    },
  ];
  if (failed)
    steps.push({
      ...common,
      ...stamp(failed),
      text: `${reader} failed at it, and its partition waits`,
      system: failed.error,
      tone: "bad",
    });
  if (handled) {
    const text = `${reader} handled it in ${formatDuration(handled.at - read.at)}`;
    steps.push({ ...common, ...stamp(handled), text, system: "ack sent", tone: "work" });
  }
  if (moved)
    steps.push({
      ...common,
      ...stamp(moved),
      text: `the offset of ${reader} moved past it; the event stays`,
      system: `offset ${moved.logSequence}`,
      tone: "good",
    });
  if (lost?.type === "actor-crashed" && !moved) {
    const text = handled
      ? `${actor} crashed before it got the confirmation`
      : `${actor} crashed while reading it: ${reader} will read it again`;
    steps.push({ ...common, ...stamp(lost), text, system: "its offset did not move", tone: "bad" });
  }
  return steps;
}
