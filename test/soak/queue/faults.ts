import { systemClock } from "../../../engine/clock/system-clock.ts";
import { drawInt } from "../../../engine/kernel/random.ts";
import { namesOf } from "../../../engine/queue/names.ts";
import type { Bench } from "./bench.ts";
import type { Member } from "./crew.ts";
import type { Direction, Link } from "./tcp-proxy.ts";

/** What can befall a queue on real servers. `strike` resolves when the damage is over: all are up again. */
export type QueueFault = {
  readonly name: string;
  /** In the words of the page. */
  readonly says: string;
  readonly size: 1 | 3;
  /** `seed` says whom and where. */
  readonly strike: (bench: Bench, seed: number) => Promise<void>;
};

const clock = systemClock();

export const QUEUE_FAULTS: readonly QueueFault[] = [
  {
    name: "worker-kill",
    says: "SIGKILL of a worker; another takes its place",
    size: 1,
    strike: ({ crew }, seed) => memberOf(crew.list(), seed).kill(),
  },
  {
    name: "worker-zombie",
    says: "SIGSTOP of a worker at a job, SIGCONT when another one has done it",
    size: 1,
    strike: makeZombie,
  },
  {
    name: "cut",
    says: "a connection reset after some bytes, in the middle of a message",
    size: 1,
    async strike({ proxy }, seed) {
      const direction: Direction = drawInt(seed, ["direction", "cut"], 0, 1) === 0 ? "to-server" : "to-client";
      const link = linkOf(proxy?.links() ?? [], seed);
      link.cutAfter(direction, drawInt(seed, ["bytes", "cut"], 1, 3_000));
      // One that has nothing more to say in this round would wait for its next ping.
      await Promise.race([link.over, clock.sleep(500)]);
      link.cut();
    },
  },
  {
    name: "delay",
    says: "a connection's bytes delayed both ways for 0.3 to 2.5 s",
    size: 1,
    async strike({ proxy }, seed) {
      const link = linkOf(proxy?.links() ?? [], seed);
      link.hold();
      await clock.sleep(drawInt(seed, ["ms", "delay"], 300, 2_500));
      link.release();
    },
  },
  {
    name: "black-hole",
    says: "a connection's bytes swallowed both ways for 0.1 to 1.5 s, then the reset",
    size: 1,
    async strike({ proxy }, seed) {
      const link = linkOf(proxy?.links() ?? [], seed);
      link.swallow();
      await clock.sleep(drawInt(seed, ["ms", "black-hole"], 100, 1_500));
      link.cut();
    },
  },
  {
    name: "server-kill",
    says: "`kill -9` of the server, started again on its store",
    size: 1,
    async strike({ cluster: { servers } }) {
      for (const server of servers) {
        await server.kill();
        await server.start();
      }
    },
  },
  { name: "leader-kill", says: "`kill -9` of the queue's leader, one of three servers", size: 3, strike: killLeader },
];

/** Pauses whoever begins the next job, until another worker has ended it: what it held is delivered anew meanwhile. */
async function makeZombie(bench: Bench): Promise<void> {
  const { ledger } = bench;
  const [zombie, job] = await new Promise<[Member, string]>((resolve) => {
    bench.onStarted = (member, started) => {
      bench.onStarted = () => undefined;
      (member as Member).pause();
      resolve([member as Member, started]);
    };
  });
  await ledger.untilEnded(job);
  zombie.thaw();
}

/** The next round needs all three: with two down, nobody could be leader. */
async function killLeader({ cluster, manager, queue }: Bench): Promise<void> {
  const { stream } = namesOf(queue);
  const before = (await manager.streams.info(stream)).cluster?.leader;
  const leader = cluster.servers.find(({ name }) => name === before);
  if (leader === undefined) throw new Error(`the queue's leader, ${before}, is none of the servers`);
  await leader.kill();
  await until(async () => {
    const now = (await manager.streams.info(stream)).cluster?.leader;
    return now !== undefined && now !== "" && now !== before;
  });
  await leader.start();
  await until(async () => {
    const { replicas = [] } = (await manager.streams.info(stream)).cluster ?? {};
    return replicas.length === 2 && replicas.every(({ current, offline }) => current && offline !== true);
  });
}

const ASK_EVERY_MS = 100;
const PATIENCE_MS = 60_000;

/** A cluster tells of its elections only whom asks; while it has no leader it does not answer. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const last = clock.now() + PATIENCE_MS;
  while (!(await isSo().catch(() => false))) {
    if (clock.now() > last) throw new Error(`the cluster has not recovered within ${PATIENCE_MS} ms`);
    await clock.sleep(ASK_EVERY_MS);
  }
}

function memberOf(members: readonly Member[], seed: number): Member {
  return drawn(members, seed, "worker");
}

function linkOf(links: readonly Link[], seed: number): Link {
  return drawn(links, seed, "link");
}

function drawn<T>(all: readonly T[], seed: number, what: string): T {
  const one = all[drawInt(seed, ["which", what], 0, all.length - 1)];
  if (one === undefined) throw new Error(`there is no ${what} to strike`);
  return one;
}
