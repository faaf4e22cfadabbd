import { describe, expect, test } from "vitest";
import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import { resolveScenario } from "../../engine/scenario/run/resolve.ts";
import type { KnobValues } from "../../engine/scenario/schema.ts";
import type { EventOf, EventType } from "../../engine/trace/events.ts";
import { indexTrace } from "../../lab/src/stage/trace/index-trace.ts";
import { jobLife } from "../../lab/src/stage/job-life.ts";
import { marks } from "../../lab/src/panels/time-machine/marks.ts";
import { stageAt } from "../../lab/src/stage/stage.ts";
import type { TraceIndex } from "../../lab/src/stage/trace/trace-index.ts";
import { requestFor, scenarioById } from "../support/runs.ts";

async function indexOf(id: string, knobs: KnobValues = {}): Promise<TraceIndex> {
  const request = requestFor(scenarioById(id), { knobs });
  const { events } = await runVirtual(request);
  return indexTrace({ scenario: resolveScenario(request), broker: "sim", events });
}
const first = <T extends EventType>({ events }: TraceIndex, type: T): EventOf<T> => {
  const found = events.find((event): event is EventOf<T> => event.type === type);
  if (found === undefined) throw new Error(`there is no ${type}`);
  return found;
};
const queueAt = (index: TraceIndex, at: number) => {
  const [queue] = stageAt(index, at).queues;
  const servers = queue?.servers ?? null;
  if (queue === undefined || servers === null) throw new Error("there are no servers");
  return { ...queue, servers };
};

const [disk, memory, copies, single] = await Promise.all([
  indexOf("broker-restart"),
  indexOf("broker-restart", { storage: "memory" }),
  indexOf("leader-dies"),
  indexOf("leader-dies", { copies: 1 }),
]);

test("where nothing befalls a server nothing is said of any", async () => {
  const index = await indexOf("crash-redelivery");
  expect(index.servers).toBeNull();
  const stage = stageAt(index, 3_000);
  expect(stage.queues.map(({ servers }) => servers)).toEqual([null]);
  expect(stage.workers.every(({ connected }) => connected)).toBe(true);
});

describe("RS1: a server by itself", () => {
  const stop = first(disk, "server-stopped").at;
  const start = first(disk, "server-started").at;

  test("the queue is away from its end to its start, and what lies on disk stays", () => {
    const states = [stop - 1, stop, start - 1, start].map((at) => queueAt(disk, at).servers.state);
    expect(states).toEqual(["up", "away", "away", "up"]);
    expect(queueAt(disk, start - 1)).toMatchObject({
      depth: queueAt(disk, stop).depth,
      servers: { since: stop, inMemory: false },
    });
    expect(queueAt(disk, stop).depth).toBeGreaterThan(2);
  });

  test("what was in memory is gone at once, and its life says so", () => {
    const at = first(memory, "server-stopped").at;
    expect([queueAt(memory, at - 1).depth > 2, queueAt(memory, at).depth]).toEqual([true, 0]);
    expect(queueAt(memory, at).servers.inMemory).toBe(true);
    const { job } = first(memory, "job-lost");
    expect(jobLife(memory, job).map(({ text }) => text)).toContain("lost: orders was only in its server's memory");
  });

  test("a queue that counts from 1 again mixes up no two jobs", () => {
    const numbers = memory.messages.map(({ streamSequence }) => streamSequence);
    expect(new Set(numbers).size).toBeLessThan(numbers.length);
    expect(new Set(memory.messages.map(({ job }) => job)).size).toBe(10);
  });

  test("everybody is without a connection for a while, and has it again", () => {
    const cutOff = (at: number) => {
      const { producers, workers } = stageAt(disk, at);
      return [...producers, ...workers].filter(({ connected }) => !connected).map(({ name }) => name);
    };
    expect(cutOff(stop)).toEqual([]);
    expect(cutOff(stop + disk.hopMs)).toEqual(["shop", "worker-1", "worker-2"]);
    expect(cutOff(start + 800)).toEqual([]);
  });

  test("M6: what is sent meanwhile is not heard, does not lie in the queue, and comes with a later try", () => {
    const later = disk.sends.filter(({ sent }) => sent.at + disk.hopMs > stop && sent.at < start);
    expect(later.length).toBeGreaterThan(1);
    for (const { sent, answered } of later) {
      const tokens = disk.hops.at(sent.at + 1).filter(({ token }) => token.job === sent.job);
      expect(tokens.map(({ token }) => [token.lost, token.word])).toEqual([[true, "not heard"]]);
      const stored = answered?.at ?? 0;
      const [again] = disk.hops.at(stored - disk.hopMs - 1).filter(({ token }) => token.job === sent.job);
      expect([again?.token.lost, again?.token.word]).toEqual([false, "again"]);
      expect(disk.messages.find(({ job }) => job === sent.job)?.arrivedAt).toBe(stored - disk.hopMs);
      expect(jobLife(disk, sent.job).map(({ text }) => text)).toContain(
        "sent again with the same id: no server had answered",
      );
    }
  });

  test("its end and its return are flags", () => {
    const flags = marks(disk).flags.filter(({ label }) => label.includes("nats-1"));
    expect(flags.map(({ at, kind }) => [at, kind])).toEqual([
      [stop, "crash"],
      [start, "restart"],
    ]);
  });
});

describe("RS1: one of three servers", () => {
  const stop = first(copies, "server-stopped").at;

  test("before: one leads, all have a copy; afterwards nobody leads, and then another one", () => {
    const shown = (at: number) =>
      queueAt(copies, at).servers.servers.map(({ name, up, leads, holds }) => [name, up, leads, holds]);
    expect(shown(stop - 1)).toEqual([
      ["nats-1", true, true, true],
      ["nats-2", true, false, true],
      ["nats-3", true, false, true],
    ]);
    expect(shown(stop + 3_000)).toEqual([
      ["nats-1", false, false, true],
      ["nats-2", true, false, true],
      ["nats-3", true, false, true],
    ]);
    expect(shown(stop + 6_000)[1]).toEqual(["nats-2", true, true, true]);
    expect(queueAt(copies, stop + 3_000).servers).toMatchObject({ state: "leaderless", since: stop });
  });

  test("nothing is delivered or stored while nobody leads, though the observer sees the new leader later", () => {
    const times = copies.events.flatMap((event) =>
      event.type === "job-delivered" || event.type === "job-stored" ? [event.at - copies.hopMs] : [],
    );
    const during = times.filter((at) => at > stop && queueAt(copies, at).servers.state !== "up");
    expect(during).toEqual([]);
    const seen = copies.events.filter((event) => event.type === "leader-seen").at(-1)?.at ?? 0;
    expect(queueAt(copies, seen - 1).servers.state).toBe("up");
  });

  test("with one copy the queue is away, wherever the others are, until its own server is back", () => {
    const at = first(single, "server-stopped").at;
    const { state, servers } = queueAt(single, at + 6_000).servers;
    expect([state, servers.filter(({ holds }) => holds).map(({ name }) => name)]).toEqual(["away", ["nats-1"]]);
    expect(queueAt(single, first(single, "server-started").at + 1_000).servers.state).toBe("up");
  });

  test("a worker whose ack nobody heard holds its job until it begins another", () => {
    const worker = () => stageAt(copies, stop + 3_000).workers[0];
    expect(worker()?.holding.map(({ state }) => state)).toEqual(["acking"]);
    const { slots } = copies.topology.nodes.find(({ name }) => name === "worker-1") ?? { slots: 0 };
    for (let at = 0; at < copies.endMs; at += 20)
      expect(stageAt(copies, at).workers[0]?.holding.length).toBeLessThanOrEqual(slots);
  });
});
