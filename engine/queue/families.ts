import type { JetStreamClient } from "@nats-io/jetstream";
import { BadInputError } from "../kernel/errors.ts";
import type { EventId } from "../trace/event.ts";
import { silentProbe, type Probe } from "../trace/probe.ts";
import { replaceEntry } from "./compare-and-set.ts";
import type { QueueConfig } from "./config.ts";
import { bucketOf, type Family, keyOf, ROOM_A_CHILD } from "./family-record.ts";
import { Header } from "./headers.ts";
import { mostStorable } from "./message-size.ts";
import { type NewJob, sendJob, type SendTo } from "./send.ts";
import { checkStorable } from "./storable.ts";

/** A job to send, and the queue that it is for. */
export type Child = { readonly queue: SendTo; readonly job: NewJob };

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
  const where = `the record of job ${parent.id} and its children`;
  checkStorable(family, where, mostStorable(js) - children.length * ROOM_A_CHILD);
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
