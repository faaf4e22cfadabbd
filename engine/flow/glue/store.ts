import type { NatsConnection } from "@nats-io/nats-core";
import { type KV, Kvm } from "@nats-io/kv";
import { makeStores } from "../../queue/declare/stores.ts";

/** The bucket of a stored table's rows. */
export function orderTable(namespace: string): string {
  return `${namespace}-orders-table`;
}

/** Creates the bucket, or leaves an existing one as it is. */
export async function declareOrderTable(connection: NatsConnection, namespace: string): Promise<void> {
  await makeStores(() => new Kvm(connection).create(orderTable(namespace)));
}

/** @throws the client's error if it has not been declared. */
export function openOrderTable(connection: NatsConnection, namespace: string): Promise<KV> {
  return new Kvm(connection).open(orderTable(namespace));
}

export async function deleteOrderTable(connection: NatsConnection, namespace: string): Promise<void> {
  await (await openOrderTable(connection, namespace)).destroy();
}
