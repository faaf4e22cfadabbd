import type { NatsConnection } from "@nats-io/nats-core";
import { type KV, Kvm } from "@nats-io/kv";
import type { JsonValue } from "../../kernel/json.ts";
import { makeStores } from "../../queue/declare/stores.ts";
import type { ReturnAddress } from "../../reply/headers.ts";

/** The stored part of an order: where to report its end, and XState's persisted snapshot. */
export type Saved = { readonly shop: ReturnAddress | null; readonly snapshot: JsonValue };

/** The bucket of the snapshots. */
export function snapshotBucket(namespace: string): string {
  return `${namespace}-snapshots`;
}

/** Creates the bucket, or leaves an existing one as it is. */
export async function declareSnapshots(connection: NatsConnection, namespace: string): Promise<void> {
  await makeStores(() => new Kvm(connection).create(snapshotBucket(namespace)));
}

/** @throws the client's error if it has not been declared. */
export function openSnapshots(connection: NatsConnection, namespace: string): Promise<KV> {
  return new Kvm(connection).open(snapshotBucket(namespace));
}

export async function deleteSnapshots(connection: NatsConnection, namespace: string): Promise<void> {
  await (await openSnapshots(connection, namespace)).destroy();
}
