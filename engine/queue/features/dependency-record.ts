import type { JetStreamClient } from "@nats-io/jetstream";
import { type KV, Kvm } from "@nats-io/kv";
import type { JsonValue } from "../../kernel/json.ts";
import { oneLine } from "../../kernel/thrown-text.ts";
import { replaceEntry } from "../compare-and-set.ts";
import { namesOf, tokenOf, type QueueConfig } from "../names.ts";
import { Header } from "../headers.ts";
import { mostStorable } from "../send/message-size.ts";
import type { sendJob } from "../send/send.ts";
import type { NewJob, SendTo } from "../send/new-job.ts";
import { bytesOf } from "../storable.ts";
import { hasBucket } from "../declare/stores.ts";

/** How a child ended. */
export type ChildEnd =
  /** `error`: why its result was not kept, if that could not be stored. */
  | { readonly state: "done"; readonly result?: JsonValue; readonly error?: string }
  | { readonly state: "dead" | "terminated" | "expired"; readonly error?: string };

/** A parent's children by their ids; null for a child that has not ended. */
export type Children = { readonly [child: string]: ChildEnd | null };

export type ParentRecord = {
  readonly parent: NewJob;
  readonly queue: SendTo;
  readonly children: Children;
  /** Whether the parent is in its queue. */
  readonly sent: boolean;
  /** Distinguishes this record from earlier, closed ones of the same parent id; null for the first. */
  readonly again?: number | null;
};

/** What remains of a parent that was discarded, purged or cancelled: the next parent with this id is a new one. */
export type Released = { readonly released: number };

/** The parent of a job, from its headers; null for a job without one. */
export function parentOf(header: (name: string) => string | null): Parent | null {
  const [id, queue, again] = [header(Header.Parent), header(Header.ParentQueue), header(Header.ParentAgain)];
  return id === null || queue === null ? null : { id, queue, again: again === null ? null : Number(again) };
}
type Parent = { readonly id: string; readonly queue: string; readonly again: number | null };

/**
 * Records a child's end in its parent's record, and sends the parent if this was the last child (PC2). Returns how many
 * children have not ended; null if the record is gone.
 */
export async function childEnded(
  { js, send }: { readonly js: JetStreamClient; readonly send: typeof sendJob },
  namespace: string,
  parent: Parent,
  child: string,
  end: ChildEnd,
): Promise<number | null> {
  const bucket = await bucketOf(js, { namespace, name: parent.queue });
  const mostBytes = mostStorable(js);
  const known = await change(bucket, parent.id, (record) => {
    // The child may belong to an earlier parent with this id.
    if (record.children[child] !== null || (record.again ?? null) !== parent.again) return record;
    const after = { ...record, children: { ...record.children, [child]: end } };
    return bytesOf(JSON.stringify(after), mostBytes) <= mostBytes ? after : withoutResult(record, child, end);
  });
  if (known === null || (known.again ?? null) !== parent.again) return null;
  const left = Object.values(known.children).filter((one) => one === null).length;
  if (left > 0 || known.sent) return left;
  await send(js, known.queue, asChild(known.parent, known.again ?? null));
  await change(bucket, parent.id, (record) => ({ ...record, sent: true }));
  return 0;
}

/** The parent's record keeps its children's results while there is room, and always the fact that they ended. */
function withoutResult(record: ParentRecord, child: string, end: ChildEnd): ParentRecord {
  const why = end.error ?? "its result is not kept: its parent's record has no room";
  const error = oneLine(why, SHORT_BYTES);
  return { ...record, children: { ...record.children, [child]: { state: end.state, error } } };
}

const SHORT_BYTES = 100;
/** The size of a child's end without its result. */
export const ROOM_A_CHILD = SHORT_BYTES + 50;

/** Returns how the children of a parent ended; empty for a job without children. */
export async function childrenOf(js: JetStreamClient, queue: QueueConfig, parent: string): Promise<Children> {
  const entry = await (await bucketOf(js, queue)).get(keyOf(parent));
  return entry === null || entry.operation !== "PUT" ? {} : (entry.json<Partial<ParentRecord>>().children ?? {});
}

/** Marks a job as a child of this parent. The child of a later parent with the same id is a different job, with the same id. */
export function asChild(job: NewJob, again: number | null): NewJob {
  return again === null ? job : { ...job, messageId: `${job.messageId ?? job.id}:again:${again}` };
}

/** Whether the queue was declared with `dependencies`. */
export function isOfParents(js: JetStreamClient, queue: Pick<QueueConfig, "namespace" | "name">): Promise<boolean> {
  return hasBucket(js, namesOf(queue).stateBucket);
}

/**
 * Closes a parent's record because the parent was removed from its queue by hand; the parent may then be sent again at once.
 * Does nothing if there is no record.
 */
export async function releaseParent(
  js: JetStreamClient,
  queue: Pick<QueueConfig, "namespace" | "name">,
  parent: string,
): Promise<void> {
  const bucket = await bucketOf(js, queue);
  for (;;) {
    const entry = await bucket.get(keyOf(parent));
    if (entry === null || entry.operation !== "PUT" || !entry.json<Partial<ParentRecord>>().sent) return;
    const released: Released = { released: entry.revision };
    if (await replaceEntry(bucket, keyOf(parent), JSON.stringify(released), entry.revision)) return;
  }
}

/** Deletes the record of a parent that is done; its id may be used again. */
export async function forgetParent(js: JetStreamClient, queue: QueueConfig, parent: string): Promise<void> {
  await (await bucketOf(js, queue)).purge(keyOf(parent));
}

async function change(
  bucket: KV,
  parent: string,
  next: (record: ParentRecord) => ParentRecord,
): Promise<ParentRecord | null> {
  for (;;) {
    const entry = await bucket.get(keyOf(parent));
    if (entry === null || entry.operation !== "PUT") return null;
    const before = entry.json<ParentRecord | Released>();
    if ("released" in before) return null;
    const after = next(before);
    if (after === before) return before;
    if (await replaceEntry(bucket, keyOf(parent), JSON.stringify(after), entry.revision)) return after;
  }
}

export const keyOf = (parent: string) => `record.${tokenOf(parent)}`;

export function bucketOf(js: JetStreamClient, queue: Pick<QueueConfig, "namespace" | "name">): Promise<KV> {
  return new Kvm(js).open(namesOf(queue).stateBucket);
}
