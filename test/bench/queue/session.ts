import type { NatsServer } from "../../../engine/broker/nats-server/start.ts";
import { bareSystem } from "./bare-system.ts";
import { bullmqSystem, startRedis } from "./bullmq-system.ts";
import { engineSystem } from "./engine-system.ts";
import { FEATURES, withFeature } from "./features.ts";
import { interleave, type Values } from "./interleave.ts";
import { MEASURES, measureOnce, type Sizes, SIZES, workOff } from "./measures.ts";
import { memoryOfQueued } from "./memory.ts";
import type { BenchOptions } from "./options.ts";
import { rabbitmqSystem, startRabbitmq } from "./rabbitmq-system.ts";
import type { System } from "./system.ts";
import { waysOn } from "./ways.ts";

/** All that one run of the bench has found. */
export type Findings = {
  readonly rounds: number;
  /** By measure, and in it by system. */
  readonly measures: ReadonlyMap<string, Values>;
  readonly ways: Values | null;
  readonly features: Values | null;
  readonly memory: { readonly jobs: number; readonly bytes: number } | null;
};

export const ENGINE = { file: "engine, file", memory: "engine, memory" } as const;
export const BARE = { file: "bare client, file", memory: "bare client, memory" } as const;
export const OTHERS = {
  redis: "BullMQ, no AOF",
  aof: "BullMQ, AOF every second",
  quorum: "RabbitMQ, quorum",
  classic: "RabbitMQ, classic durable",
} as const;

const QUEUED = 100_000;

/** Measures what is asked for; `onNote` hears of each step. */
export async function runBench(
  options: BenchOptions,
  server: NatsServer,
  onNote: (note: string) => void,
): Promise<Findings> {
  const { rounds, scale } = options;
  const isAsked = (name: string) => options.only.length === 0 || options.only.includes(name);
  const sizes = scaled(SIZES, scale);
  const asked = MEASURES.filter(({ id }) => isAsked(id));
  const measures = asked.length === 0 ? new Map<string, Values>() : await measureAll(asked, options, server, onNote);
  return {
    rounds,
    measures,
    ways: isAsked("ways") ? await measureWays(server.url, sizes.many, rounds, onNote) : null,
    features: isAsked("features") ? await measureFeatures(server.url, sizes.work, rounds, onNote) : null,
    memory: isAsked("memory") ? await measureMemory(server.url, scale) : null,
  };
}

function scaled(sizes: Sizes, scale: number): Sizes {
  const entries = Object.entries(sizes).map(([name, size]) => [name, Math.max(10, Math.round(size * scale))]);
  return Object.fromEntries(entries) as Sizes;
}

async function measureAll(
  asked: typeof MEASURES,
  { rounds, scale, prefetch, without }: BenchOptions,
  server: NatsServer,
  onNote: (note: string) => void,
): Promise<ReadonlyMap<string, Values>> {
  const opened = await openSystems(server, without, prefetch);
  const found = new Map<string, Values>();
  try {
    for (const measure of asked) {
      const turns = opened.systems.map((system) => ({
        name: system.name,
        run: () => measureOnce(measure, system, scaled(SIZES, scale)),
      }));
      found.set(measure.id, await interleave(turns, rounds, (name) => onNote(`${measure.title}: ${name}`)));
    }
  } finally {
    await opened.close();
  }
  return found;
}

type Opened = { readonly systems: readonly System[]; close(): Promise<void> };

async function openSystems({ url }: NatsServer, without: readonly string[], prefetch: number): Promise<Opened> {
  const systems: System[] = [];
  const stops: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const system of systems) await system.close();
    for (const stop of stops) await stop();
  };
  try {
    for (const storage of ["file", "memory"] as const) {
      systems.push(await engineSystem({ name: ENGINE[storage], url, settings: { storage }, prefetch }));
      systems.push(await bareSystem({ name: BARE[storage], url, storage }));
    }
    if (!without.includes("bullmq")) {
      for (const kind of ["redis", "aof"] as const) {
        const redis = await startRedis(kind === "aof");
        stops.push(() => redis.stop());
        systems.push(bullmqSystem(OTHERS[kind], redis.port));
      }
    }
    if (!without.includes("rabbitmq")) {
      const { port, stop } = await startRabbitmq();
      stops.push(stop);
      for (const type of ["quorum", "classic"] as const) {
        systems.push(await rabbitmqSystem({ name: OTHERS[type], port, type }));
      }
    }
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return { systems, close };
}

async function measureWays(url: string, jobs: number, rounds: number, onNote: (note: string) => void): Promise<Values> {
  const { turns, close } = await waysOn(url, jobs);
  try {
    return await interleave(turns, rounds, (name) => onNote(`ways: ${name}`));
  } finally {
    await close();
  }
}

/** Four workers, as everything else that they share costs more then. */
async function measureFeatures(
  url: string,
  jobs: number,
  rounds: number,
  onNote: (note: string) => void,
): Promise<Values> {
  const turns = FEATURES.map(({ name }) => ({
    name,
    run: async () => {
      const system = await withFeature(name, url);
      const queue = await system.queue();
      try {
        return await workOff(queue, jobs, 4);
      } finally {
        await queue.delete();
        await system.close();
      }
    },
  }));
  return interleave(turns, rounds, (name) => onNote(`features: ${name}`));
}

async function measureMemory(url: string, scale: number): Promise<{ readonly jobs: number; readonly bytes: number }> {
  const jobs = Math.round(QUEUED * Math.min(1, scale));
  return { jobs, bytes: await memoryOfQueued(url, jobs) };
}
