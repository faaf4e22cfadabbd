import type { StreamOnDisk } from "./disk.ts";
import type { Environment } from "./environment.ts";
import type { JetStream } from "./jetstream.ts";
import type { Stream } from "./stream/stream.ts";
import type { StreamConfig } from "./stream/stream-config.ts";

export type ClusterOptions = {
  readonly names: readonly string[];
  /** The duration of an election. */
  readonly electionMs: number;
};

/**
 * A model of a cluster, as its clients see it: there are no votes and no replicated log. It reproduces what was measured on
 * three real servers (README.md), above all which requests get an answer while a stream has no leader.
 *
 * CL1  A stream has one leader. Without a leader, publishers and pulls get 'no responders', and API requests about the
 *      stream get no answer.
 * CL2  A replicated stream has a new leader `electionMs` after the death of the previous one, if more than half of its servers
 *      are up. A stream without replicas has a leader again when its own server is back. No confirmed message is lost.
 * CL3  A connection ends with its server, and the client's next connection leads to another server.
 */
export class SimCluster {
  private readonly names: readonly string[];
  private readonly electionMs: number;
  private readonly env: Environment;
  private readonly js: () => JetStream;
  private readonly alive: Set<string>;
  private readonly leaders = new Map<string, string>();
  /** Streams without a leader, by name. */
  private readonly waiting = new Map<string, StreamOnDisk>();
  private connections = 0;

  constructor({ names, electionMs }: ClusterOptions, env: Environment, js: () => JetStream) {
    this.names = names;
    this.electionMs = electionMs;
    this.env = env;
    this.js = js;
    this.alive = new Set(names);
  }

  get size(): number {
    return this.names.length;
  }

  /** The server of the next connection (CL3); null: no server is up. */
  nextServer(): string | null {
    const living = this.names.filter((name) => this.alive.has(name));
    return living[this.connections++ % living.length] ?? null;
  }

  /** The leader of a stream, chosen at the first call. */
  leaderOf(stream: string): string {
    const known = this.leaders.get(stream);
    if (known !== undefined) return known;
    const leader = this.living(this.leaders.size);
    this.leaders.set(stream, leader);
    return leader;
  }

  /** Whether an API request is about a stream without a leader (CL1). */
  isSilentAbout(words: readonly string[]): boolean {
    return this.waiting.size > 0 && words.some((word) => this.waiting.has(word));
  }

  killed(name: string): void {
    this.alive.delete(name);
    for (const stream of this.js().allStreams()) {
      if (this.leaderOf(stream.name) !== name) continue;
      this.waiting.set(stream.name, this.js().takeAway(stream, isCopied(stream) ? "copied" : "on disk"));
      if (isCopied(stream)) this.env.clock.setTimeout(() => this.elect(stream.config), this.electionMs);
    }
  }

  started(name: string): void {
    this.alive.add(name);
    for (const { config } of [...this.waiting.values()]) {
      if (config.num_replicas > 1) this.elect(config);
      else if (this.leaders.get(config.name) === name) this.bringBack(config.name, name);
    }
  }

  private elect({ name }: StreamConfig): void {
    if (this.waiting.has(name) && this.alive.size * 2 > this.names.length)
      this.bringBack(name, this.living(this.names.indexOf(this.leaderOf(name)) + 1));
  }

  private bringBack(stream: string, leader: string): void {
    const left = this.waiting.get(stream);
    if (left === undefined) return;
    this.waiting.delete(stream);
    this.leaders.set(stream, leader);
    this.js().bringBack(left);
  }

  /** The first server from index n on that is up. */
  private living(n: number): string {
    const { names } = this;
    const turn = names.map((_, k) => names[(n + k) % names.length] as string);
    return turn.find((name) => this.alive.has(name)) ?? (names[0] as string);
  }
}

function isCopied({ config }: Stream): boolean {
  return config.num_replicas > 1;
}
