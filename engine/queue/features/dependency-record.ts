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
  /** `error`: why its result is not kept, where it could not be stored. */
  | { readonly state: "done"; readonly result?: JsonValue; readonly error?: string }
  | { readonly state: "dead" | "terminated" | "expired"; readonly error?: string };

/** A parent's children by their ids; null for one that has not ended. */
export type Children = { readonly [child: string]: ChildEnd | null };

export type ParentRecord = {
  readonly parent: NewJob;
  readonly queue: SendTo;
  readonly children: Children;
  /** The parent is in its queue. */
  readonly sent: boolean;
  /** Tells this record from an earlier one of the same parent id, which was cancelled, purged or discarded; null for the first. */
  readonly again?: number | null;
};

/** What stays of a parent that was discarded, purged or cancelled: the next of this name is another one. */
export type Released = { readonly released: number };

/** Who a job's parent is, by its headers; null for an only job. */
export function parentOf(header: (name: string) => string | null): Parent | null {
  const [id, queue, again] = [header(Header.Parent), header(Header.ParentQueue), header(Header.ParentAgain)];
  return id === null || queue === null ? null : { id, queue, again: again === null ? null : Number(again) };
}
type Parent = { readonly id: string; readonly queue: string; readonly again: number | null };

/**
 * Writes a child's end into its parent's record, and sends the parent if it was the last (PC2). Returns how many have not ended;
 * null when the record is gone.
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
    // A child of an earlier parent with this id is not the child of this one.
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

/** The parent's record holds its children's results while there is room, and always that they have ended. */
function withoutResult(record: ParentRecord, child: string, end: ChildEnd): ParentRecord {
  const why = end.error ?? "its result is not kept: there is no room in its parent's record";
  const error = oneLine(why, SHORT_BYTES);
  return { ...record, children: { ...record.children, [child]: { state: end.state, error } } };
}

const SHORT_BYTES = 100;
/** What a child's end takes without its result. */
export const ROOM_A_CHILD = SHORT_BYTES + 50;

/** How the children of a parent ended; empty for a job that has none. */
export async function childrenOf(js: JetStreamClient, queue: QueueConfig, parent: string): Promise<Children> {
  const entry = await (await bucketOf(js, queue)).get(keyOf(parent));
  return entry === null || entry.operation !== "PUT" ? {} : (entry.json<Partial<ParentRecord>>().children ?? {});
}

/** A child of this parent. The child of a later parent with the same id is another job, although its id is the same. */
export function asChild(job: NewJob, again: number | null): NewJob {
  return again === null ? job : { ...job, messageId: `${job.messageId ?? job.id}:again:${again}` };
}

/** Whether the queue keeps anything that dependencies need. */
export function isOfParents(js: JetStreamClient, queue: Pick<QueueConfig, "namespace" | "name">): Promise<boolean> {
  return hasBucket(js, namesOf(queue).stateBucket);
}

/**
 * The parent was taken out of its queue by hand: its record is closed, and the parent may be sent again at once. Nothing happens where
 * there is none.
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

/** Forgets a parent with its children: its parent is done, and its id may be used again. */
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
