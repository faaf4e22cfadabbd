import type { StreamOnDisk } from "./disk.ts";
import type { Environment } from "./environment.ts";
import type { JetStream } from "./jetstream.ts";
import type { Stream } from "./stream/stream.ts";
import type { StreamConfig } from "./stream/stream-config.ts";

export type ClusterOptions = {
  readonly names: readonly string[];
  /** How long the others take to choose a new leader. */
  readonly electionMs: number;
};

/**
 * Several servers as one, as far as their clients can tell. *A model*: no votes are cast and no log is copied. It keeps what
 * was measured on three real servers (README.md): who answers while a stream has no leader, and who does not.
 *
 * CL1  A stream has one leader. While it has none, publishers are told that nobody is there, pulls as well, and questions
 *      about it are not answered at all.
 * CL2  A stream with copies has a leader again `electionMs` after the one before died, if more than half of its servers
 *      live; one without has it when its own server is back. Nothing that was confirmed is missing then.
 * CL3  A connection ends with the server that it leads to, and the next one leads to another.
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

  /** Where the next connection leads (CL3); null: no server lives. */
  nextServer(): string | null {
    const living = this.names.filter((name) => this.alive.has(name));
    return living[this.connections++ % living.length] ?? null;
  }

  /** The server that answers for a stream; the first time that is asked, it is chosen. */
  leaderOf(stream: string): string {
    const known = this.leaders.get(stream);
    if (known !== undefined) return known;
    const leader = this.living(this.leaders.size);
    this.leaders.set(stream, leader);
    return leader;
  }

  /** Whether a request to the API is about a stream that nobody answers for (CL1). */
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

  /** The first living server from the n-th on. */
  private living(n: number): string {
    const { names } = this;
    const turn = names.map((_, k) => names[(n + k) % names.length] as string);
    return turn.find((name) => this.alive.has(name)) ?? (names[0] as string);
  }
}

function isCopied({ config }: Stream): boolean {
  return config.num_replicas > 1;
}
