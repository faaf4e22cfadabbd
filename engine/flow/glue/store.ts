import type { NatsConnection } from "@nats-io/nats-core";
import { type KV, Kvm } from "@nats-io/kv";
import { makeStores } from "../../queue/declare/stores.ts";

/** The bucket in which a stored table keeps its rows. */
export function orderTable(namespace: string): string {
  return `${namespace}-orders-table`;
}

/** Makes the bucket, or leaves it as it is. */
export async function declareOrderTable(connection: NatsConnection, namespace: string): Promise<void> {
  await makeStores(() => new Kvm(connection).create(orderTable(namespace)));
}

/** @throws the client's error when it has not been declared. */
export function openOrderTable(connection: NatsConnection, namespace: string): Promise<KV> {
  return new Kvm(connection).open(orderTable(namespace));
}

export async function deleteOrderTable(connection: NatsConnection, namespace: string): Promise<void> {
  await (await openOrderTable(connection, namespace)).destroy();
}
