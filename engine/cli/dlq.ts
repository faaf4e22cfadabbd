import { jetstream } from "@nats-io/jetstream";
import { assertUsable, natsBroker } from "../broker/nats-broker.ts";
import { BadInputError } from "../kernel/errors.ts";
import { checkReason, DeadLetterDesk } from "../queue/dead-letters/operations.ts";
import { groupLetters, type GroupKey, type Selection } from "../queue/dead-letters/dead-letter.ts";
import { editorOf } from "../queue/dead-letters/edit.ts";
import { printAs } from "./output.ts";
import { readEdit } from "./read-edit.ts";
import { doneLine, groupLine, historyLine, letterLine, noneLine, peekLines, planLines } from "./print-dlq.ts";

type Place = { readonly server: string; readonly namespace: string; readonly json: boolean };
export type DlqOptions = Place & Omit<Selection, "sequences"> & { readonly letters?: readonly number[] };
type Doing = { readonly by: string; readonly yes: boolean };

export function dlqList(queue: string, options: DlqOptions): Promise<void> {
  return atDesk(queue, options, async (desk) => {
    const letters = await desk.list(selectionOf(options));
    const notes = await notesOn(desk, queue, options, letters);
    printAs(options, letters, () => [...letters.map(letterLine), ...notes]);
  });
}

export function dlqPeek(queue: string, sequence: number, options: Place): Promise<void> {
  return atDesk(queue, options, async (desk) => {
    const [letter] = await desk.list({ sequences: [sequence] });
    if (letter === undefined) {
      const where = `dead letter ${sequence}`;
      throw new BadInputError(
        where,
        `is not in the dead-letter queue of ${queue}`,
        `Choose one that \`dlq list ${queue}\` prints.`,
      );
    }
    const done = (await desk.history()).filter((entry) => entry.letter === sequence);
    printAs(options, { ...letter, history: done }, () => [...peekLines(letter), ...done.map(historyLine)]);
  });
}

/** Notes below a list: the requested dead letters that are missing, and why the list is empty. */
async function notesOn(
  desk: DeadLetterDesk,
  queue: string,
  options: DlqOptions,
  found: readonly { readonly sequence: number }[],
): Promise<readonly string[]> {
  const missing = (options.letters ?? []).filter((n) => !found.some(({ sequence }) => sequence === n));
  const isAll = Object.keys(selectionOf(options)).length === 0;
  const none = found.length > 0 ? [] : [noneLine(queue, isAll ? 0 : (await desk.list()).length)];
  return [...missing.map((n) => `${n}  does not exist, or does not match`), ...none];
}

export function dlqGroups(queue: string, options: DlqOptions & { readonly by: GroupKey }): Promise<void> {
  const { by, ...rest } = options;
  return atDesk(queue, rest, async (desk) => {
    const letters = await desk.list(selectionOf(options));
    const notes = await notesOn(desk, queue, options, letters);
    printAs(options, groupLetters(letters, by), (groups) => [...groups.map(groupLine), ...notes]);
  });
}

export function dlqReplay(
  queue: string,
  options: DlqOptions & Doing & { readonly set: readonly string[]; readonly again: boolean },
): Promise<void> {
  return atDesk(queue, options, async (desk) => {
    const edits = options.set.map(readEdit);
    const edit = edits.length === 0 ? {} : { edit: editorOf(edits) };
    const plan = await desk.plan(selectionOf(options), { again: options.again, ...edit });
    const notes = await notesOn(desk, queue, options, [...plan.replay, ...plan.finish, ...plan.leave]);
    const replayed = options.yes ? await desk.replay(plan) : null;
    printAs(options, { ...plan, replayed }, () => [...planLines(plan, replayed), ...notes]);
  });
}

export function dlqDiscard(queue: string, options: DlqOptions & Doing & { readonly reason: string }): Promise<void> {
  return atDesk(queue, options, async (desk) => {
    checkReason(options.reason);
    const letters = await desk.list(selectionOf(options));
    const notes = await notesOn(desk, queue, options, letters);
    const sequences = letters.map(({ sequence }) => sequence);
    const discarded = options.yes ? await desk.discard({ sequences }, options.reason) : null;
    printAs(options, { letters, discarded }, () => [
      ...letters.map(letterLine),
      ...(letters.length === 0 ? [] : [doneLine("discarded", letters.length, discarded)]),
      ...notes,
    ]);
  });
}

export function dlqHistory(queue: string, options: Place): Promise<void> {
  return atDesk(queue, options, async (desk) => {
    printAs(options, await desk.history(), (entries) =>
      entries.length === 0 ? ["no operations yet"] : entries.map(historyLine),
    );
  });
}

async function atDesk(
  name: string,
  { server, namespace, by }: Place & { readonly by?: string },
  work: (desk: DeadLetterDesk) => Promise<void>,
): Promise<void> {
  const broker = natsBroker(server);
  await assertUsable(broker);
  const connection = await broker.connect("dlq");
  try {
    await work(await DeadLetterDesk.open(jetstream(connection), { namespace, name }, by === undefined ? {} : { by }));
  } finally {
    await connection.drain();
  }
}

function selectionOf({ letters, job, cause, attempts, error }: DlqOptions): Selection {
  return {
    ...(letters === undefined ? {} : { sequences: letters }),
    ...(job === undefined ? {} : { job }),
    ...(cause === undefined ? {} : { cause }),
    ...(attempts === undefined ? {} : { attempts }),
    ...(error === undefined ? {} : { error }),
  };
}
