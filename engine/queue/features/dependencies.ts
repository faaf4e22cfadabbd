import type { JetStreamClient } from "@nats-io/jetstream";
import { BadInputError } from "../../kernel/errors.ts";
import type { EventId } from "../../trace/event.ts";
import { silentProbe, type Probe } from "../../trace/probe.ts";
import { replaceEntry } from "../compare-and-set.ts";
import type { QueueConfig } from "../names.ts";
import {
  bucketOf,
  type ParentRecord,
  forgetParent,
  asChild,
  keyOf,
  type Released,
  ROOM_A_CHILD,
} from "./dependency-record.ts";
import { Header } from "../headers.ts";
import { mostStorable } from "../send/message-size.ts";
import { sendJob } from "../send/send.ts";
import type { NewJob, SendTo } from "../send/new-job.ts";
import { checkStorable } from "../storable.ts";

/** A job to send, and its queue. */
export type Child = { readonly queue: SendTo; readonly job: NewJob };

/**
 * Sends a parent when all its children have ended, done or not, in whichever queues they are.
 *
 * PC1  The parent's record, with the ids of all children, is stored before any child is sent, so none can be missed.
 * PC2  A child's end is recorded before the child leaves its queue, and the last child sends the parent before it leaves. After
 *      a crash in between this is repeated, and within the window the parent's id is stored once.
 */
export async function sendWithChildren(
  js: JetStreamClient,
  queue: QueueConfig,
  parent: NewJob,
  children: readonly Child[],
  probe: Probe = silentProbe,
  because: EventId | null = null,
): Promise<void> {
  checkParent(queue, parent, children);
  const { again, isNew } = await storeParent(js, queue, parent, children);
  const mark = {
    [Header.Parent]: parent.id,
    [Header.ParentQueue]: queue.name,
    ...(again === null ? {} : { [Header.ParentAgain]: String(again) }),
  };
  let areDuplicates = isNew;
  for (const child of children) {
    const job = { ...child.job, headers: { ...child.job.headers, ...mark } };
    const { duplicate } = await sendJob(js, child.queue, asChild(job, again), probe, because);
    areDuplicates &&= duplicate;
  }
  // Everything was sent before: the children have ended, and the parent's record is gone.
  if (areDuplicates) await forgetParent(js, queue, parent.id);
}

/** Stores the record of a new parent, or finds the existing one; see `ParentRecord.again`. */
async function storeParent(
  js: JetStreamClient,
  queue: QueueConfig,
  parent: NewJob,
  children: readonly Child[],
): Promise<{ readonly again: number | null; readonly isNew: boolean }> {
  const { name, namespace, lanes, bound, schedules, results } = queue;
  const sendTo = JSON.parse(JSON.stringify({ name, namespace, lanes, bound, schedules, results })) as SendTo;
  const open = Object.fromEntries(children.map(({ job }) => [job.id, null]));
  const record: ParentRecord = { parent, queue: sendTo, children: open, sent: false };
  const where = `the record of job ${parent.id} and its children`;
  checkStorable(record, where, mostStorable(js) - children.length * ROOM_A_CHILD);
  const bucket = await bucketOf(js, queue);
  if (await replaceEntry(bucket, keyOf(parent.id), JSON.stringify(record), 0)) return { again: null, isNew: true };
  for (;;) {
    const entry = await bucket.get(keyOf(parent.id));
    const there = entry?.operation === "PUT" ? entry.json<ParentRecord | Released>() : null;
    if (there !== null && !("released" in there)) {
      // The sender crashed after this and starts over: the existing record may already have children that ended.
      return { again: there.again ?? null, isNew: false };
    }
    const again = there === null ? null : there.released;
    const next: ParentRecord = { ...record, again };
    if (await replaceEntry(bucket, keyOf(parent.id), JSON.stringify(next), entry?.revision ?? 0))
      return { again, isNew: true };
  }
}

function checkParent({ name, dependencies }: QueueConfig, { id }: NewJob, children: readonly Child[]): void {
  const where = `the children of job ${id}`;
  if (dependencies !== true) {
    throw new BadInputError(where, `the queue ${name} takes no parents`, "Declare it with `dependencies: true`.");
  }
  if (children.length === 0) throw new BadInputError(where, "there are none", "Send the job without children.");
  const dropping = children.find(({ queue }) => queue.bound?.overflow === "drop-oldest");
  if (dropping !== undefined) {
    const what = `the queue ${dropping.queue.name} drops its oldest jobs without a report, so their parent would wait for ever`;
    throw new BadInputError(where, what, "Declare that queue with another `overflow`.");
  }
  if (new Set(children.map(({ job }) => job.id)).size < children.length) {
    throw new BadInputError(where, "two have the same id", "Give each child an id of its own.");
  }
}
