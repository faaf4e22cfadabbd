import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import { nanos, nuid } from "@nats-io/nats-core";
import { isRefusal, Refusal } from "../queue/api-errors.ts";
import { queueName } from "../queue/config/name.ts";
import { checked } from "../queue/config/checked.ts";
import { someMs } from "../queue/config/numbers.ts";
import { declareQueue, deleteQueue } from "../queue/declare/declare.ts";
import { namesOf, type QueueConfig } from "../queue/names.ts";
import { askTime } from "../queue/server-time.ts";
import { Requester, type RequesterOptions } from "./requester.ts";

export type OwnRequesterOptions = Omit<RequesterOptions, "replyQueue"> & {
  readonly namespace: string;
  /** The program's name, the same in each of its processes. Each reply queue is called `<name>-<22 characters>`. */
  readonly name: string;
  /** How long a process may be disconnected before its reply queue counts as abandoned, milliseconds; a day by default. */
  readonly inactiveMs?: number;
};

const DAY_MS = 86_400_000;
const ACK_WAIT_MS = 30_000;

const inactive = someMs.min(1_000).meta({
  description: "How long a reply queue is kept without a waiting process, in whole milliseconds.",
  examples: [DAY_MS],
});

/**
 * Starts a requester with a reply queue of its own. Use it if several processes of a program run in parallel, or if the next
 * one starts before the last has stopped. For one process at a time, `createRequester` and a queue with a fixed name are
 * enough: answers that come while no process runs wait there.
 *
 * OW1  `stop` deletes the reply queue. The sender of a later answer reports that it could not be sent.
 * OW2  The reply queue of a killed process is deleted when the next process starts, after `inactiveMs` without a waiting
 *      process: the server then removes the queue's consumer, and a queue without a consumer is abandoned.
 *
 * @throws BadInputError for an invalid name or time
 */
export async function openRequester(js: JetStreamClient, options: OwnRequesterOptions): Promise<Requester> {
  const { namespace, name, inactiveMs = DAY_MS, ...rest } = options;
  checked(queueName, name, "the name of a requester");
  checked(inactive, inactiveMs, `requester ${name}, its inactiveMs`);
  const jsm = await js.jetstreamManager();
  await deleteLeftBehind(jsm, namespace, name, inactiveMs);
  const replyQueue = replyQueueOf(namespace, `${name}-${nuid.next()}`);
  const { stream, consumer } = namesOf(replyQueue);
  await declareQueue(jsm, replyQueue);
  await jsm.consumers.update(stream, consumer, { inactive_threshold: nanos(inactiveMs) });
  const requester = new OwnRequester(js, { ...rest, replyQueue }, () => remove(jsm, replyQueue));
  await requester.listen();
  return requester;
}

class OwnRequester extends Requester {
  private readonly remove: () => Promise<void>;

  constructor(js: JetStreamClient, options: RequesterOptions, remove: () => Promise<void>) {
    super(js, options);
    this.remove = remove;
  }

  override async stop(): Promise<void> {
    await super.stop();
    // If the server is away, the next process deletes it (OW2).
    await this.remove().catch(() => undefined);
  }
}

function replyQueueOf(namespace: string, name: string): QueueConfig {
  return {
    namespace,
    name,
    ackWaitMs: ACK_WAIT_MS,
    maxAttempts: null,
    retry: { kind: "fixed", delayMs: 1_000 },
  };
}

/** The part of an own reply queue's name that follows the program's name. */
const OWN = /^[0-9A-Za-z]{22}$/;

async function deleteLeftBehind(
  jsm: JetStreamManager,
  namespace: string,
  name: string,
  inactiveMs: number,
): Promise<void> {
  const prefix = `${name}-`;
  const { stream: first, subject } = namesOf({ namespace, name: prefix });
  const everyQueue = `${subject.slice(0, -prefix.length)}*`;
  for await (const stream of jsm.streams.names(everyQueue)) {
    const own = stream.slice(first.length);
    if (!stream.startsWith(first) || !OWN.test(own)) continue;
    const queue = replyQueueOf(namespace, `${prefix}${own}`);
    if (await isLeftBehind(jsm, queue, inactiveMs)) await remove(jsm, queue);
  }
}

async function isLeftBehind(jsm: JetStreamManager, queue: QueueConfig, inactiveMs: number): Promise<boolean> {
  const { stream, consumer } = namesOf(queue);
  try {
    await jsm.consumers.info(stream, consumer);
    return false;
  } catch (thrown) {
    if (!isRefusal(thrown, Refusal.ConsumerNotFound)) return false;
  }
  // A queue that is just being declared has no consumer yet.
  const { created } = await jsm.streams.info(stream);
  return (await askTime(jsm, stream)) - Date.parse(created) >= inactiveMs;
}

/** Does nothing if another process was faster. */
async function remove(jsm: JetStreamManager, queue: QueueConfig): Promise<void> {
  await deleteQueue(jsm, queue).catch((thrown: unknown) => {
    if (!isRefusal(thrown, Refusal.StreamNotFound)) throw thrown;
  });
}
