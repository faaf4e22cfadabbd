import type { QueueSpec } from "../../../../engine/scenario/schema.ts";
import { awayAt } from "./read.ts";
import type { RunRecords } from "../trace/run-index.ts";
import type { QueueServersView } from "./types.ts";

/** The servers behind a queue at one moment; null if no fault strikes any. */
export function serversAt(
  { servers }: Pick<RunRecords, "servers">,
  queue: QueueSpec,
  atMs: number,
): QueueServersView | null {
  if (servers === null) return null;
  const away = awayAt(servers, queue.name, atMs);
  const led = servers.leaders.get(queue.name)?.findLast(({ at }) => at <= atMs)?.leader;
  const leader = led ?? (servers.names.length === 1 ? (servers.names[0] ?? null) : null);
  const copied = (queue.replicas ?? 1) > 1;
  return {
    state: away === undefined ? "up" : copied ? "leaderless" : "away",
    since: away?.from ?? null,
    inMemory: queue.storage === "memory",
    servers: servers.names.map((name) => ({
      name,
      up: !servers.downs.get(name)?.some(({ from, to }) => from <= atMs && atMs < to),
      leads: away === undefined && name === leader,
      holds: copied || name === leader,
    })),
  };
}

/** Whether an actor is connected. */
export function isConnected({ servers }: Pick<RunRecords, "servers">, actor: string, atMs: number): boolean {
  return servers?.cutOff.get(actor)?.some(({ from, to }) => from <= atMs && atMs < to) !== true;
}
