import type { JetStreamManager, StoredMsg } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { openOrderTable } from "../../../flow/glue/store.ts";
import { openSnapshots } from "../../../flow/naive-xstate/store.ts";
import { QUEUE_OF, type Action } from "../../../flow/order/order.ts";
import { namesOf, type QueueConfig } from "../../../queue/names.ts";

/**
 * The answer to 'where is this order?', found as a person on duty would find it: search one place after the other, the
 * likeliest first. A place is a stream or a table; `lookUps` counts the places searched.
 */
export type LookUp = { readonly lookUps: number; readonly found: string };

/** Searches the queues and their dead letters. Nothing else can be searched if the state is only in a process's memory. */
export async function lookThroughQueues(
  jsm: JetStreamManager,
  queues: readonly QueueConfig[],
  order: string,
): Promise<LookUp> {
  let lookUps = 0;
  for (const queue of queues) {
    const { stream, deadStream } = namesOf(queue);
    for (const place of [stream, deadStream]) {
      lookUps++;
      if (await holds(jsm, place, order)) {
        return { lookUps, found: place === stream ? `in ${queue.name}` : `among the dead letters of ${queue.name}` };
      }
    }
  }
  return { lookUps, found: "in none of them" };
}

/** Searches the table of orders first, and then every stream where the message that the order waits for could be. */
export async function lookInTable(
  connection: NatsConnection,
  jsm: JetStreamManager,
  namespace: string,
  queues: readonly QueueConfig[],
  order: string,
): Promise<LookUp> {
  const entry = await (await openOrderTable(connection, namespace)).get(order);
  if (entry === null) return { lookUps: 1, found: "not in the table" };
  const row = entry.json<{ readonly steps: object; readonly ended: string | null }>();
  if (row.ended !== null) return { lookUps: 1, found: `the table says ${row.ended}` };
  const sent = Object.entries(row.steps).filter(([, state]) => state === "sent" || state.is === "sent");
  const waitsFor = sent.map(([action]) => action);
  const behind = queues.filter(
    ({ name }) => name === "coordinator-replies" || waitsFor.some((action) => QUEUE_OF[action as Action] === name),
  );
  const { lookUps, found } = await lookThroughQueues(jsm, behind, order);
  return {
    lookUps: 1 + lookUps,
    found: `the table says that ${waitsFor.join(" and ") || "nothing"} was sent; the message is ${found}`,
  };
}

/** A snapshot says in which state the order is, but not whether anything will wake it. */
export async function lookInSnapshots(connection: NatsConnection, namespace: string, order: string): Promise<LookUp> {
  const entry = await (await openSnapshots(connection, namespace)).get(order);
  if (entry === null) return { lookUps: 1, found: "no snapshot" };
  const { snapshot } = entry.json<{ readonly snapshot: { readonly value: string } }>();
  return { lookUps: 1, found: snapshot.value };
}

async function holds(jsm: JetStreamManager, stream: string, order: string): Promise<boolean> {
  const { first_seq, last_seq, messages } = (await jsm.streams.info(stream)).state;
  if (messages === 0) return false;
  for (let seq = first_seq; seq <= last_seq; seq++) {
    const message = await jsm.streams.getMessage(stream, { seq }).catch(() => null);
    if (message !== null && isAbout(message, order)) return true;
  }
  return false;
}

function isAbout(message: StoredMsg, order: string): boolean {
  try {
    return (message.json<{ readonly order?: unknown } | null>() ?? {}).order === order;
  } catch {
    return false;
  }
}
