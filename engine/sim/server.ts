import type { Clock } from "../clock/clock.ts";
import { ApiRouter } from "./api/api-router.ts";
import { type ClusterOptions, SimCluster } from "./cluster.ts";
import { CoarseClock } from "./coarse-clock.ts";
import { SimDisk } from "./disk.ts";
import type { Environment } from "./environment.ts";
import { type FaultHooks, faultHooks, type SimFault } from "./faults.ts";
import { JetStream } from "./jetstream.ts";
import {
  type ClientLink,
  infoFrame,
  Session,
  type SessionHost,
  type Subscription,
  type SimSession,
} from "./session.ts";
import { EXACT, type Timing } from "./timing.ts";
import { hasEmptyWord } from "./wire/subjects.ts";
import { SubscriptionIndex } from "./wire/subscription-index.ts";

export type { SimFault } from "./faults.ts";
export type { ClientLink, SimSession } from "./session.ts";

export type SimServerOptions = {
  readonly clock: Clock;
  /** The Unix milliseconds at which the clock is 0. */
  readonly epochMs: number;
  /** A deliberate fault, which proves that the tests detect it. */
  readonly fault?: SimFault;
  /** When timers fire. Default: `EXACT`. */
  readonly timing?: Timing;
  /** The disk with the data of the previous server, to which this one writes. Default: an empty disk. */
  readonly disk?: SimDisk;
  /** Makes it a model of several servers; see cluster.ts. */
  readonly cluster?: ClusterOptions;
};

/**
 * A JetStream server that speaks the NATS wire protocol, for official clients in the same realm. It keeps everything in
 * memory and takes time from its clock only.
 *
 * It behaves like nats-server 2.15.1, and refuses unsupported features with an API error. Deliberate differences:
 * - Timers are exact to the millisecond; those of nats-server are 1 to 10 ms late, and its inactive_threshold has jitter.
 * - The members of a queue group get messages in turn; nats-server chooses at random.
 * - A consumer acts at once (on pulls, as soon as all that arrived together are read); nats-server's goroutines may see a
 *   later message or acknowledgement first.
 * - Errors about malformed JSON have the text of JavaScript's parser.
 * - There are no audit advisories of API calls ($JS.EVENT.ADVISORY.API) and no PINGs from the server.
 */
export class SimServer implements SessionHost, Environment {
  readonly subscriptions = new SubscriptionIndex<Subscription>();
  readonly clock: Clock;
  readonly faults: FaultHooks;
  readonly timing: Timing;
  readonly coarse: CoarseClock;
  readonly cluster: SimCluster | null;
  readonly openBatches = new Set<object>();
  private readonly epochMs: number;
  private readonly js: JetStream;
  private readonly api: ApiRouter;
  private readonly disk: SimDisk;
  /** The open sessions; in a cluster, with their servers. */
  private readonly sessions = new Map<Session, { readonly client: ClientLink; readonly server: string | null }>();
  private clients = 0;
  /** The actions that wait until all that arrived together has been read; null if nothing is being read. */
  private afterReading: Set<() => void> | null = null;

  constructor(options: SimServerOptions) {
    this.clock = options.clock;
    this.epochMs = options.epochMs;
    this.faults = faultHooks(options.fault);
    this.timing = options.timing ?? EXACT;
    this.coarse = new CoarseClock(this.timing, this.clock, () => this.unixNow());
    this.disk = options.disk ?? new SimDisk();
    this.cluster = options.cluster === undefined ? null : new SimCluster(options.cluster, this, () => this.js);
    this.js = new JetStream(this, this.disk.streams);
    this.api = new ApiRouter(this, this.js);
  }

  /** The supported operations of `$JS.API`. */
  get operations(): readonly string[] {
    return this.api.served;
  }

  /** Sends INFO to a new client and returns its session, which receives the client's bytes. */
  accept(client: ClientLink): SimSession {
    client.send(infoFrame(++this.clients));
    const session = new Session(this, client);
    this.sessions.set(session, { client, server: this.cluster?.nextServer() ?? null });
    return session;
  }

  /** Ends the server at once, like SIGKILL: all connections end, and the data on disk stays for the next server. */
  kill(): void {
    this.hangUp(null);
    this.disk.streams = this.js.crash();
  }

  /** Ends one server of a cluster at once. */
  killOne(server: string): void {
    this.hangUp(server);
    this.cluster?.killed(server);
  }

  private hangUp(of: string | null): void {
    for (const [session, { client, server }] of this.sessions) {
      if (server !== of) continue;
      session.closed();
      client.close();
    }
  }

  // --- SessionHost ---

  left(session: Session): void {
    this.sessions.delete(session);
  }

  route(from: Session, subject: string, reply: string, headers: Uint8Array | null, payload: Uint8Array): boolean {
    if (hasEmptyWord(subject)) return false;
    const receivers = this.subscriptions.receivers(subject, (one) => from.echo || one.session !== from);
    for (const one of receivers) one.session.deliver(one, subject, reply, headers, payload);
    const isSystem = subject.startsWith("$JS.") && this.api.handle(subject, reply, payload);
    return this.capture(subject, reply, headers, payload) || isSystem || receivers.length > 0;
  }

  read(parse: () => void): void {
    const outer = this.afterReading;
    const mine = new Set<() => void>();
    this.afterReading = mine;
    parse();
    this.afterReading = outer;
    for (const run of mine) run();
  }

  // --- Environment ---

  unixNow(): number {
    return this.epochMs + this.clock.now();
  }

  deliver(to: string, subject: string, reply: string, headers: Uint8Array | null, payload: Uint8Array): void {
    for (const one of this.subscriptions.receivers(to, anyone))
      one.session.deliver(one, subject, reply, headers, payload);
  }

  publish(subject: string, payload: Uint8Array): void {
    this.deliver(subject, subject, "", null, payload);
    this.capture(subject, "", null, payload);
  }

  hasInterest(subject: string): boolean {
    return this.subscriptions.hasInterest(subject) || this.js.streamFor(subject) !== null;
  }

  hasListener(subject: string): boolean {
    return this.subscriptions.hasInterest(subject);
  }

  watchInterest(subject: string, onChange: () => void): () => void {
    return this.subscriptions.watch(subject, onChange);
  }

  whenRead(run: () => void): void {
    if (this.afterReading === null) run();
    else this.afterReading.add(run);
  }

  nextId(): string {
    return `sim${String(++this.disk.ids).padStart(19, "0")}`;
  }

  private capture(subject: string, reply: string, headers: Uint8Array | null, payload: Uint8Array): boolean {
    const stream = this.js.streamFor(subject);
    if (stream === null) return false;
    const { turns } = this.timing;
    if (turns === undefined) stream.accept(subject, reply, headers, payload);
    else turns.stores(() => stream.accept(subject, reply, headers, payload));
    return true;
  }
}

const anyone = () => true;
