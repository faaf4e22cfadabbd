import type { JetStreamClient } from "@nats-io/jetstream";
import { type KV, Kvm } from "@nats-io/kv";
import { BadInputError } from "../kernel/errors.ts";
import { oneLine } from "../kernel/thrown-text.ts";
import type { JsonValue } from "../kernel/json.ts";
import type { EventId } from "../trace/events.ts";
import { silentProbe, type Probe } from "../trace/probe.ts";
import { replaceEntry } from "./compare-and-set.ts";
import { namesOf, tokenOf, type QueueConfig } from "./config.ts";
import { Header } from "./headers.ts";
import { mostStorable } from "./message-size.ts";
import { type NewJob, sendJob, type SendTo } from "./send.ts";
import { bytesOf, checkStorable } from "./storable.ts";

/** How a child ended. */
export type ChildEnd =
  /** `error`: why its result is not kept, where it could not be stored. */
  | { readonly state: "done"; readonly result?: JsonValue; readonly error?: string }
  | { readonly state: "dead" | "terminated" | "expired"; readonly error?: string };

/** A parent's children by their ids; null for one that has not ended. */
export type Children = { readonly [child: string]: ChildEnd | null };

/** A job to send, and the queue that it is for. */
export type Child = { readonly queue: SendTo; readonly job: NewJob };

type Family = {
  readonly parent: NewJob;
  readonly queue: SendTo;
  readonly children: Children;
  /** The parent is in its queue. */
  readonly sent: boolean;
};

/**
 * A parent that is sent when all its children have ended, done or not, whichever queues they are in.
 *
 * PC1  The record of the family is stored before any child is sent, with all their names: none can be overlooked.
 * PC2  A child's end is in the record before the child leaves its queue, and the last one sends the parent before it
 *      leaves: who dies in between does it again, and the parent's id is stored once within the window.
 */
export async function sendFamily(
  js: JetStreamClient,
  queue: QueueConfig,
  parent: NewJob,
  children: readonly Child[],
  probe: Probe = silentProbe,
  because: EventId | null = null,
): Promise<void> {
  checkFamily(queue, parent, children);
  const { name, namespace, lanes, bound, schedules } = queue;
  const sendTo = JSON.parse(JSON.stringify({ name, namespace, lanes, bound, schedules })) as SendTo;
  const open = Object.fromEntries(children.map(({ job }) => [job.id, null]));
  const family: Family = { parent, queue: sendTo, children: open, sent: false };
  checkStorable(
    family,
    `the record of job ${parent.id} and its children`,
    mostStorable(js) - children.length * ROOM_A_CHILD,
  );
  // False when the sender died after this and begins anew: what is there may know of children that have ended.
  await replaceEntry(await bucketOf(js, queue), keyOf(parent.id), JSON.stringify(family), 0);
  for (const child of children) {
    const mark = { [Header.Parent]: parent.id, [Header.ParentQueue]: name };
    const job = { ...child.job, headers: { ...child.job.headers, ...mark } };
    await sendJob(js, child.queue, job, probe, because);
  }
}

function checkFamily({ name, families }: QueueConfig, { id }: NewJob, children: readonly Child[]): void {
  const where = `the children of job ${id}`;
  if (families !== true) {
    throw new BadInputError(where, `the queue ${name} takes no parents`, "Declare it with `families: true`.");
  }
  if (children.length === 0) throw new BadInputError(where, "there are none", "Send the job by itself.");
  if (new Set(children.map(({ job }) => job.id)).size < children.length) {
    throw new BadInputError(where, "two have the same id", "Give each child an id of its own.");
  }
}

/** Who a job's parent is, by its headers; null for an only job. */
export function parentOf(
  header: (name: string) => string | null,
): { readonly id: string; readonly queue: string } | null {
  const [id, queue] = [header(Header.Parent), header(Header.ParentQueue)];
  return id === null || queue === null ? null : { id, queue };
}

/**
 * Writes a child's end into its family, and sends the parent if it was the last (PC2). Returns how many have not ended;
 * null when there is no such family any more.
 */
export async function childEnded(
  js: JetStreamClient,
  namespace: string,
  parent: { readonly id: string; readonly queue: string },
  child: string,
  end: ChildEnd,
): Promise<number | null> {
  const bucket = await bucketOf(js, { namespace, name: parent.queue });
  const mostBytes = mostStorable(js);
  const known = await change(bucket, parent.id, (family) => {
    if (family.children[child] !== null) return family;
    const after = { ...family, children: { ...family.children, [child]: end } };
    return bytesOf(JSON.stringify(after), mostBytes) <= mostBytes ? after : withoutResult(family, child, end);
  });
  if (known === null) return null;
  const left = Object.values(known.children).filter((one) => one === null).length;
  if (left > 0 || known.sent) return left;
  await sendJob(js, known.queue, known.parent);
  await change(bucket, parent.id, (family) => ({ ...family, sent: true }));
  return 0;
}

/** A family's record holds what its children returned as long as there is room; that they ended it holds always. */
function withoutResult(family: Family, child: string, end: ChildEnd): Family {
  const error = oneLine(
    end.error ?? "its result is not kept: there is no room in the record of its family",
    SHORT_BYTES,
  );
  return { ...family, children: { ...family.children, [child]: { state: end.state, error } } };
}

const SHORT_BYTES = 100;
/** Its end without its result. */
const ROOM_A_CHILD = SHORT_BYTES + 50;

/** How the children of a parent ended; empty for a job that has none. */
export async function childrenOf(js: JetStreamClient, queue: QueueConfig, parent: string): Promise<Children> {
  const entry = await (await bucketOf(js, queue)).get(keyOf(parent));
  return entry === null || entry.operation !== "PUT" ? {} : entry.json<Family>().children;
}

/** Forgets a family: its parent is done, and its id may be used again. */
export async function forgetFamily(js: JetStreamClient, queue: QueueConfig, parent: string): Promise<void> {
  await (await bucketOf(js, queue)).purge(keyOf(parent));
}

async function change(bucket: KV, parent: string, next: (family: Family) => Family): Promise<Family | null> {
  for (;;) {
    const entry = await bucket.get(keyOf(parent));
    if (entry === null || entry.operation !== "PUT") return null;
    const before = entry.json<Family>();
    const after = next(before);
    if (after === before) return before;
    if (await replaceEntry(bucket, keyOf(parent), JSON.stringify(after), entry.revision)) return after;
  }
}

const keyOf = (parent: string) => `family.${tokenOf(parent)}`;

function bucketOf(js: JetStreamClient, queue: Pick<QueueConfig, "namespace" | "name">): Promise<KV> {
  return new Kvm(js).open(namesOf(queue).stateBucket);
}
