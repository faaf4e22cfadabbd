import { jetstream } from "@nats-io/jetstream";
import { assertUsable, natsBroker } from "../broker/nats-broker.ts";
import { BadInputError } from "../kernel/errors.ts";
import { checkReason, DlqOperations } from "../queue/dead-letters/operations.ts";
import { groupDeadLetters, type GroupKey, type Selection } from "../queue/dead-letters/dead-letter.ts";
import { editorOf } from "../queue/dead-letters/edit.ts";
import { accessFor } from "./access.ts";
import { printAs } from "./output.ts";
import { readEdit } from "./read-edit.ts";
import { doneLine, groupLine, historyLine, deadLetterLine, noneLine, peekLines, planLines } from "./print-dlq.ts";

type Place = { readonly server: string; readonly namespace: string; readonly json: boolean };
export type DlqOptions = Place & Omit<Selection, "sequences"> & { readonly deadLetters?: readonly number[] };
type Doing = { readonly by: string; readonly yes: boolean };

export function dlqList(queue: string, options: DlqOptions): Promise<void> {
  return atOperator(queue, options, async (operator) => {
    const deadLetters = await operator.list(selectionOf(options));
    const notes = await notesOn(operator, queue, options, deadLetters);
    printAs(options, deadLetters, () => [...deadLetters.map(deadLetterLine), ...notes]);
  });
}

export function dlqPeek(queue: string, sequence: number, options: Place): Promise<void> {
  return atOperator(queue, options, async (operator) => {
    const [deadLetter] = await operator.list({ sequences: [sequence] });
    if (deadLetter === undefined) {
      const where = `dead letter ${sequence}`;
      throw new BadInputError(
        where,
        `is not in the dead-letter queue of ${queue}`,
        `Choose one that \`dlq list ${queue}\` prints.`,
      );
    }
    const done = (await operator.history()).filter((entry) => entry.deadLetter === sequence);
    printAs(options, { ...deadLetter, history: done }, () => [...peekLines(deadLetter), ...done.map(historyLine)]);
  });
}

/** Notes below a list: the requested dead letters that are missing, and why the list is empty. */
async function notesOn(
  operator: DlqOperations,
  queue: string,
  options: DlqOptions,
  found: readonly { readonly sequence: number }[],
): Promise<readonly string[]> {
  const missing = (options.deadLetters ?? []).filter((n) => !found.some(({ sequence }) => sequence === n));
  const isAll = Object.keys(selectionOf(options)).length === 0;
  const none = found.length > 0 ? [] : [noneLine(queue, isAll ? 0 : (await operator.list()).length)];
  return [...missing.map((n) => `${n}  does not exist, or does not match`), ...none];
}

export function dlqGroups(queue: string, options: DlqOptions & { readonly by: GroupKey }): Promise<void> {
  const { by, ...rest } = options;
  return atOperator(queue, rest, async (operator) => {
    const deadLetters = await operator.list(selectionOf(options));
    const notes = await notesOn(operator, queue, options, deadLetters);
    printAs(options, groupDeadLetters(deadLetters, by), (groups) => [...groups.map(groupLine), ...notes]);
  });
}

export function dlqReplay(
  queue: string,
  options: DlqOptions & Doing & { readonly set: readonly string[]; readonly again: boolean },
): Promise<void> {
  return atOperator(queue, options, async (operator) => {
    const edits = options.set.map(readEdit);
    const edit = edits.length === 0 ? {} : { edit: editorOf(edits) };
    const plan = await operator.plan(selectionOf(options), { again: options.again, ...edit });
    const notes = await notesOn(operator, queue, options, [...plan.replay, ...plan.finish, ...plan.leave]);
    const replayed = options.yes ? await operator.replay(plan) : null;
    printAs(options, { ...plan, replayed }, () => [...planLines(plan, replayed), ...notes]);
  });
}

export function dlqDiscard(queue: string, options: DlqOptions & Doing & { readonly reason: string }): Promise<void> {
  return atOperator(queue, options, async (operator) => {
    checkReason(options.reason);
    const deadLetters = await operator.list(selectionOf(options));
    const notes = await notesOn(operator, queue, options, deadLetters);
    const sequences = deadLetters.map(({ sequence }) => sequence);
    const discarded = options.yes ? await operator.discard({ sequences }, options.reason) : null;
    printAs(options, { deadLetters, discarded }, () => [
      ...deadLetters.map(deadLetterLine),
      ...(deadLetters.length === 0 ? [] : [doneLine("discarded", deadLetters.length, discarded)]),
      ...notes,
    ]);
  });
}

export function dlqHistory(queue: string, options: Place): Promise<void> {
  return atOperator(queue, options, async (operator) => {
    printAs(options, await operator.history(), (entries) =>
      entries.length === 0 ? ["no operations yet"] : entries.map(historyLine),
    );
  });
}

async function atOperator(
  name: string,
  { server, namespace, by }: Place & { readonly by?: string },
  work: (operator: DlqOperations) => Promise<void>,
): Promise<void> {
  const broker = natsBroker(server, await accessFor(server));
  await assertUsable(broker);
  const connection = await broker.connect("dlq");
  try {
    await work(await DlqOperations.open(jetstream(connection), { namespace, name }, by === undefined ? {} : { by }));
  } finally {
    await connection.drain();
  }
}

function selectionOf({ deadLetters, job, cause, attempts, error }: DlqOptions): Selection {
  return {
    ...(deadLetters === undefined ? {} : { sequences: deadLetters }),
    ...(job === undefined ? {} : { job }),
    ...(cause === undefined ? {} : { cause }),
    ...(attempts === undefined ? {} : { attempts }),
    ...(error === undefined ? {} : { error }),
  };
}
