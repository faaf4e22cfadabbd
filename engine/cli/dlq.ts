import { jetstream } from "@nats-io/jetstream";
import { assertUsable, natsBroker } from "../broker/nats-broker.ts";
import { BadInputError } from "../kernel/errors.ts";
import type { JsonValue } from "../kernel/json.ts";
import { DeadLetterDesk } from "../queue/desk/desk.ts";
import type { GroupKey, Selection } from "../queue/desk/letter.ts";
import { editorOf, type Edit } from "../queue/desk/edit.ts";
import { groupLine, historyLine, letterLine, planLines } from "./print-dlq.ts";

type Place = { readonly server: string; readonly namespace: string; readonly json: boolean };
export type DlqOptions = Place & Omit<Selection, "sequences"> & { readonly letters?: readonly number[] };
type Doing = { readonly by: string; readonly yes: boolean };

export function dlqList(queue: string, options: DlqOptions): Promise<void> {
  return atDesk(queue, options, async (desk) => {
    print(options, await desk.list(selectionOf(options)), (letters) => letters.map(letterLine));
  });
}

export function dlqGroups(queue: string, options: DlqOptions & { readonly by: GroupKey }): Promise<void> {
  const { by, ...rest } = options;
  return atDesk(queue, rest, async (desk) => {
    print(options, await desk.groups(by, selectionOf(options)), (groups) => groups.map(groupLine));
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
    const replayed = options.yes ? await desk.replay(plan) : null;
    print(options, { ...plan, replayed }, () => planLines(plan, replayed));
  });
}

export function dlqDiscard(queue: string, options: DlqOptions & Doing & { readonly reason: string }): Promise<void> {
  return atDesk(queue, options, async (desk) => {
    const letters = await desk.list(selectionOf(options));
    const sequences = letters.map(({ sequence }) => sequence);
    const discarded = options.yes ? await desk.discard({ sequences }, options.reason) : null;
    print(options, { letters, discarded }, () => [
      ...letters.map(letterLine),
      discarded === null ? `${letters.length} would be discarded; --yes does it` : `${discarded} discarded`,
    ]);
  });
}

export function dlqHistory(queue: string, options: Place): Promise<void> {
  return atDesk(queue, options, async (desk) => {
    print(options, await desk.history(), (entries) => entries.map(historyLine));
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

/** What is no JSON is text. */
function readEdit(setting: string): Edit {
  const at = setting.indexOf("=");
  if (at < 1) throw new BadInputError(`--set ${setting}`, "found no '=', expected path=value", "As in --set card=new.");
  const [path, text] = [setting.slice(0, at), setting.slice(at + 1)];
  try {
    return { path, value: JSON.parse(text) as JsonValue };
  } catch {
    return { path, value: text };
  }
}

function print<T>({ json }: { readonly json: boolean }, what: T, lines: (what: T) => readonly string[]): void {
  const text = json ? JSON.stringify(what, null, 2) : lines(what).join("\n");
  process.stdout.write(`${text}\n`);
}
