import type { Life } from "../life-step.ts";
import type { SendRecord } from "../trace/records.ts";
import { stamp, type DraftStep } from "../life-step.ts";
import type { RunIndex } from "../trace/run-index.ts";
import type { Deed, DeadLetterFacts } from "./read.ts";

export const deadLettersLife = { sent: (_, send) => sentAsReplay(send), life: lifeAsDeadLetter } satisfies Life;

/** The replay of a dead letter, and its payload. */
function sentAsReplay({ sent }: SendRecord): DraftStep | null {
  if (sent.deadLetter === undefined) return null;
  const edited = sent.edited === true;
  const text = `replayed by ${sent.actor}, ${edited ? `edited: ${JSON.stringify(sent.payload)}` : "unchanged"}`;
  const system = `replay of dead letter ${sent.deadLetter}, published to ${sent.queue}`;
  return { ...stamp(sent), text, system, tone: edited ? "warn" : "work" };
}

/** The operations on this job's dead letters. */
function lifeAsDeadLetter({ deeds }: RunIndex & DeadLetterFacts, job: string): DraftStep[] {
  return deeds.flatMap((deed: Deed): DraftStep[] => {
    const { actor } = deed;
    switch (deed.type) {
      case "dead-letters-listed": {
        if (!deed.deadLetters.some((deadLetter) => deadLetter.job === job)) return [];
        return [
          { ...stamp(deed), text: `${actor} looked at it without consuming it`, system: "listed", tone: "plain" },
        ];
      }
      case "dead-letters-grouped": {
        const group = deed.groups.find(({ jobs }) => jobs.includes(job));
        if (!group) return [];
        const system = `grouped by ${deed.by}, ${group.jobs.length} of ${deed.count}`;
        return [{ ...stamp(deed), text: `${actor} found it among ‘${group.key}’`, system, tone: "plain" }];
      }
      case "job-replayed": {
        if (deed.job !== job) return [];
        const system = `dead letter ${deed.deadLetterSequence} deleted, stream sequence ${deed.streamSequence}`;
        return [{ ...stamp(deed), text: "removed from the dead-letter queue", system, tone: "good" }];
      }
      case "dead-letter-discarded": {
        if (deed.job !== job) return [];
        const system = `dead letter ${deed.deadLetterSequence}`;
        return [{ ...stamp(deed), text: `discarded by ${actor}: ${deed.reason}`, system, tone: "warn" }];
      }
      case "operator-finished":
        return [];
    }
  });
}
