import type { TimerHandle } from "../clock/clock.ts";
import { type OwnerId, ROOT_OWNER } from "../clock/virtual-clock.ts";
import type { ClientLink, SimSession } from "./session.ts";
import { concatBytes } from "./wire/bytes.ts";

/** The virtual clock's interface for a link: time, and the owners of timers. */
export interface OwnedClock {
  now(): number;
  readonly currentOwner: OwnerId;
  setTimeout(run: () => void, delayMs: number, owner?: OwnerId): TimerHandle;
  isFenced(owner: OwnerId): boolean;
}

/** A server in this realm. `accept` sends INFO to a new client and returns its session; null: the server is down. */
export interface RealmServer {
  accept(client: ClientLink): SimSession | null;
}

export type MemoryLinkOptions = {
  readonly server: RealmServer;
  readonly clock: OwnedClock;
  /** The one-way latency, at least 1. It is read at each send, and may grow but not shrink (L1). */
  readonly hopMs: number;
};

/**
 * The client's end of a connection to a server in the same realm; nats-core calls it a Transport.
 *
 * L1  Bytes arrive `hopMs` after they were sent, in order, in both directions.
 * L2  All bytes that one side sends within one millisecond travel as one chunk, because every chunk is a tick.
 * L3  Timers for bytes to the server belong to the network (the root owner), timers for bytes to the client belong to the
 *     client. If the client's owner is fenced, bytes in transit still reach the server, new ones do not, and nothing is
 *     delivered to the client.
 * L4  The server learns of the end of a connection one hop later, after all bytes sent before.
 * L5  If the server is down, the client gets 'connection refused' after two hops.
 */
export class MemoryTransport {
  readonly version = "3.4.0";
  readonly lang = "ackademy-sim";
  closeError: Error | undefined;
  private readonly clock: OwnedClock;
  private readonly server: RealmServer;
  private readonly hopMs: () => number;
  private readonly owner: OwnerId;
  private readonly toServer: Direction;
  private readonly toClient: Direction;
  private readonly chunks: Uint8Array[] = [];
  private readonly closedNotice: Settler<Error | undefined>;
  private readonly connected: Settler<void>;
  private session: SimSession | null = null;
  private waiting: ((result: IteratorResult<Uint8Array>) => void) | null = null;
  private done = false;

  constructor(options: MemoryLinkOptions, owner: OwnerId = options.clock.currentOwner) {
    this.clock = options.clock;
    this.server = options.server;
    this.hopMs = () => Math.max(1, options.hopMs);
    this.owner = owner;
    this.closedNotice = settler();
    this.connected = settler();
    // A rejection must not be reported as unhandled if `connect` was never called.
    this.connected.promise.catch(() => undefined);
    this.toServer = new Direction(this.clock, this.hopMs, ROOT_OWNER, (bytes) => this.session?.receive(bytes));
    this.toClient = new Direction(this.clock, this.hopMs, owner, (bytes) => this.arrive(bytes));
  }

  get isClosed(): boolean {
    return this.done;
  }

  /** Settles when the server's INFO has arrived. Rejects if the server is down (L5). */
  connect(_server?: unknown, _options?: unknown): Promise<void> {
    if (!this.isFenced) this.later(() => this.open(), ROOT_OWNER);
    return this.connected.promise;
  }

  isEncrypted(): boolean {
    return false;
  }

  send(frame: Uint8Array): void {
    if (!this.done && !this.isFenced) this.toServer.send(frame);
  }

  close(error?: Error): Promise<void> {
    this.end(error);
    return Promise.resolve();
  }

  disconnect(): void {
    this.end(undefined);
  }

  discard(): void {
    this.end(undefined);
  }

  closed(): Promise<Error | undefined> {
    return this.closedNotice.promise;
  }

  /** Ends the connection like the death of the client's process: the client gets nothing, the server learns of it (L4). */
  cut(): void {
    if (this.done) return;
    this.done = true;
    this.later(() => this.session?.closed(), ROOT_OWNER);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Uint8Array> {
    const iterator: AsyncIterableIterator<Uint8Array> = {
      next: () => this.nextChunk(),
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  private get isFenced(): boolean {
    return this.clock.isFenced(this.owner);
  }

  private later(run: () => void, owner: OwnerId): void {
    this.clock.setTimeout(run, this.hopMs(), owner);
  }

  private open(): void {
    if (this.done) return;
    this.session = this.server.accept({
      send: (bytes) => this.toClient.send(bytes),
      close: () => this.later(() => this.end(undefined), this.owner),
    });
    if (this.session === null) this.later(() => this.connected.fail(new Error("connection refused")), this.owner);
  }

  private arrive(bytes: Uint8Array): void {
    if (this.done) return;
    this.connected.settle();
    if (this.waiting === null) {
      this.chunks.push(bytes);
      return;
    }
    const give = this.waiting;
    this.waiting = null;
    give({ value: bytes, done: false });
  }

  private nextChunk(): Promise<IteratorResult<Uint8Array>> {
    const value = this.chunks.shift();
    if (value !== undefined) return Promise.resolve({ value, done: false });
    if (this.done) return Promise.resolve({ value: undefined, done: true });
    return new Promise((give) => {
      this.waiting = give;
    });
  }

  private end(error: Error | undefined): void {
    if (this.done) return;
    this.cut();
    this.closeError = error;
    this.waiting?.({ value: undefined, done: true });
    this.waiting = null;
    this.connected.fail(error ?? new Error("connection closed"));
    this.closedNotice.settle(error);
  }
}

/** One direction of the link (L1, L2). */
class Direction {
  private readonly clock: OwnedClock;
  private readonly hopMs: () => number;
  private readonly owner: OwnerId;
  private readonly arrive: (bytes: Uint8Array) => void;
  private parts: Uint8Array[] = [];
  private sentAt = -1;

  constructor(clock: OwnedClock, hopMs: () => number, owner: OwnerId, arrive: (bytes: Uint8Array) => void) {
    this.clock = clock;
    this.hopMs = hopMs;
    this.owner = owner;
    this.arrive = arrive;
  }

  send(bytes: Uint8Array): void {
    const now = this.clock.now();
    if (now === this.sentAt) {
      this.parts.push(bytes);
      return;
    }
    const parts = [bytes];
    this.parts = parts;
    this.sentAt = now;
    this.clock.setTimeout(() => this.arrive(concatBytes(parts)), this.hopMs(), this.owner);
  }
}

type Settler<T> = {
  readonly promise: Promise<T>;
  readonly settle: (value: T) => void;
  readonly fail: (error: Error) => void;
};

function settler<T>(): Settler<T> {
  let settle: (value: T) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = resolve;
    fail = reject;
  });
  return { promise, settle, fail };
}
