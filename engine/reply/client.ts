import { jetstream } from "@nats-io/jetstream";
import type { OnError } from "../kernel/engine-failure.ts";
import type { Client } from "../queue/client.ts";
import type { JobHandler } from "../queue/work/received-job.ts";
import { openRequester } from "./own-reply-queue.ts";
import type { Requester } from "./requester.ts";
import { responder, type Service } from "./responder.ts";

/** The settings of a requester: the program's name, and how long an abandoned reply queue is kept. */
export type RequesterSettings = {
  /** The program's name, the same in each of its processes. */
  readonly name: string;
  /** How long a process may be disconnected before its reply queue counts as abandoned, milliseconds; a day by default. */
  readonly inactiveMs?: number;
};

/**
 * Starts a requester with a reply queue of its own. It sends requests to queues, and receives the answers of the workers
 * there (`answering`). `stop` deletes the reply queue; the next process deletes the one of a killed process.
 * @throws BadInputError for an invalid name or time
 */
export function startRequester(client: Client, { name, inactiveMs }: RequesterSettings): Promise<Requester> {
  const { clock, connection, namespace } = client;
  const kept = inactiveMs === undefined ? {} : { inactiveMs };
  return openRequester(jetstream(connection), { name, namespace, clock, ...kept });
}

/** When an answer leaves. */
export type AnsweringOptions = {
  /** `before-ack` (by default): a crash between answer and ack repeats the answer. `after-ack`: a crash in between loses it. */
  readonly reply?: "before-ack" | "after-ack";
  /** Called for each answer that could not be sent; by default, that of the client. */
  readonly onError?: OnError;
};

/**
 * Makes the handler of a worker that answers requests: the requester receives what `service` returns. A job that nobody waits
 * for is done all the same. A request whose deadline has passed is not done.
 */
export function answering(client: Client, service: Service, options: AnsweringOptions = {}): JobHandler {
  const { clock, connection, namespace, onError } = client;
  return responder(service, { onError, ...options, js: jetstream(connection), namespace, clock });
}
