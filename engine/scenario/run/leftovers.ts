import { type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import { NoRespondersError, type NatsConnection, RequestError } from "@nats-io/nats-core";
import type { Broker } from "../../broker/broker.ts";
import { systemClock, wallNow } from "../../clock/system-clock.ts";
import { isRefusal, Refusal } from "../../queue/api-errors.ts";
import { formatCount } from "../../trace/format.ts";

/**
 * Removes the streams that a run on a shared server leaves behind if its runner is killed.
 *
 * LO1  From before its first stream exists until its last one is deleted, a run answers on a subject of its own.
 * LO2  Streams whose run does not answer belong to a finished run, and the next run deletes them. It asks several times, for
 *      longer than a client needs to reconnect, so a disconnected or paused run keeps its streams.
 */
const PREFIX = "running";
const OURS = /^(?:KV_)?(running-\d+-\d+-[0-9a-z]+)-/;
const TIMES_ASKED = 3;
const ASK_EVERY_MS = 1_000;

let runsHere = 0;

/** A name for the streams of one run. */
export function newNamespace(): string {
  return `${PREFIX}-${process.pid}-${++runsHere}-${wallNow().toString(36)}`;
}

/** Answers for a run from now on (LO1). `end` deletes the run's streams from the server. */
export async function answerForRun(broker: Broker, namespace: string): Promise<{ end(): Promise<void> }> {
  const connection = await broker.connect(namespace);
  connection.subscribe(aliveSubject(namespace), { callback: (_error, message) => void message.respond("running") });
  await connection.flush();
  return {
    async end() {
      try {
        await deleteStreams(await jetstreamManager(connection), (owner) => owner === namespace);
      } catch {
        // The server is gone or refuses: a later run may delete the streams.
      } finally {
        await connection.close();
      }
    },
  };
}

/** Deletes what finished runs have left on a server (LO2). */
export async function sweepFinishedRuns(broker: Broker, onNote: (note: string) => void): Promise<void> {
  const connection = await broker.connect("sweep");
  try {
    const jsm = await jetstreamManager(connection);
    const owners = new Set((await streamNames(jsm)).map(ownerOf).filter((owner) => owner !== null));
    const finished = await unanswered(connection, owners);
    if (finished.size === 0) return;
    const count = await deleteStreams(jsm, (owner) => finished.has(owner));
    onNote(`removed ${formatCount(count, "stream")} that earlier runs had left on the server`);
  } finally {
    await connection.close();
  }
}

/** The run that a stream belongs to; null if it belongs to none. */
export function ownerOf(stream: string): string | null {
  return OURS.exec(stream)?.[1] ?? null;
}

async function unanswered(connection: NatsConnection, owners: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const clock = systemClock();
  let left = [...owners];
  for (let asked = 0; asked < TIMES_ASKED && left.length > 0; asked++) {
    if (asked > 0) await clock.sleep(ASK_EVERY_MS);
    const answers = await Promise.all(left.map((owner) => isAnsweredFor(connection, owner)));
    left = left.filter((_, n) => answers[n] === false);
  }
  return new Set(left);
}

/** False only if there are no responders: a paused runner is subscribed, although it does not answer. */
async function isAnsweredFor(connection: NatsConnection, owner: string): Promise<boolean> {
  try {
    await connection.request(aliveSubject(owner), "", { timeout: ASK_EVERY_MS });
    return true;
  } catch (thrown) {
    return !(thrown instanceof NoRespondersError || (thrown instanceof RequestError && thrown.isNoResponders()));
  }
}

function aliveSubject(namespace: string): string {
  return `${namespace}.alive`;
}

async function deleteStreams(jsm: JetStreamManager, isDone: (owner: string) => boolean): Promise<number> {
  let count = 0;
  for (const name of await streamNames(jsm)) {
    const owner = ownerOf(name);
    if (owner === null || !isDone(owner)) continue;
    try {
      await jsm.streams.delete(name);
      count++;
    } catch (thrown) {
      // Another run deletes streams as well.
      if (!isRefusal(thrown, Refusal.StreamNotFound)) throw thrown;
    }
  }
  return count;
}

async function streamNames(jsm: JetStreamManager): Promise<string[]> {
  const names: string[] = [];
  for await (const name of jsm.streams.names()) names.push(name);
  return names;
}
