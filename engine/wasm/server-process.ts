import type { Clock } from "../clock/clock.ts";
import { errorText, InternalError } from "../kernel/errors.ts";
import { sequentialRandom } from "../kernel/random.ts";
import type { Disk } from "./disk.ts";
import { type GoRuntime, goRuntime } from "./go-globals.ts";
import { type ServerProgram, webAssembly } from "./program.ts";

/**
 * One running nats-server, as an operating system would run it: it starts, clients connect, it is stopped or killed.
 * What it wrote stays on the disk, for the next one.
 *
 * SP1  Nothing of it happens but within a call of ours or a timer of its clock: it never waits for the machine.
 * SP2  After `kill` none of its code runs again, and its clients' connections end without a word.
 * SP3  Clients that come before it is ready wait for it.
 * SP4  When it dies by itself (a panic, an end that nobody asked for), the call or timer in which it does throws an
 *      InternalError with its last words: a run on a dead server is no run.
 * SP5  After each call, and each timer, it has looked once more at what it waits for next: none of its timers is late.
 */
export type ServerProcessOptions = {
  readonly program: ServerProgram;
  /** Its timers must be nobody's who can crash. */
  readonly clock: Clock;
  /** Unix milliseconds when the clock says 0. */
  readonly epochMs: number;
  readonly disk: Disk;
  /** Of all its randomness: ids, jitter, the order in which goroutines get their turn. */
  readonly seed: number;
  /** Warnings and errors of its log, and what it printed when it died. */
  readonly onLog?: ((line: string) => void) | undefined;
};

/** A client's end of a connection: what the server sends it, and that it has hung up. */
export type ProcessClient = { send(bytes: Uint8Array): void; close(): void };
/** The server's end: what the client sends it, and that it is gone. */
export type ProcessSession = { receive(bytes: Uint8Array): void; closed(): void };

type Connect = (onBytes: (bytes: Uint8Array) => void, onClose: () => void) => Pipe | undefined;
type Pipe = { send(bytes: Uint8Array): void; close(): void };
type State = "starting" | "ready" | "ended";

const STORE_DIR = "/store";

export class ServerProcess {
  /** The server's version, once it is ready. Rejects when it does not start. */
  readonly ready: Promise<string>;
  /** Settles when it has ended, however. */
  readonly ended: Promise<void>;
  private readonly sessions = new Set<Session>();
  private readonly onLog: (line: string) => void;
  private lastWords = "";
  private state: State = "starting";
  private isStopping = false;
  private depth = 0;
  private runtime: GoRuntime | undefined;
  private death: InternalError | undefined;
  private connect: Connect = () => undefined;
  private shutDown: () => void = () => undefined;
  private onReady: (version: string) => void = () => undefined;
  private onFailed: (error: Error) => void = () => undefined;
  private onEnded: () => void = () => undefined;

  constructor(options: ServerProcessOptions) {
    this.onLog = options.onLog ?? (() => undefined);
    this.ready = new Promise((resolve, reject) => {
      this.onReady = resolve;
      this.onFailed = reject;
    });
    this.ready.catch(() => undefined);
    this.ended = new Promise((resolve) => {
      this.onEnded = resolve;
    });
    options.disk.now = () => options.epochMs + options.clock.now();
    this.boot(options);
  }

  /** Connects a client. */
  accept(client: ProcessClient): ProcessSession {
    const session = new Session(client, {
      enter: (run) => this.enter(run),
      leave: () => this.sessions.delete(session),
    });
    if (this.isEnded) {
      client.close();
      return session;
    }
    this.sessions.add(session);
    if (this.state === "ready") session.open(this.connect);
    return session;
  }

  /** Asks it to shut down, as SIGTERM does; `ended` follows. */
  stop(): void {
    if (this.state !== "ready") return this.kill();
    this.isStopping = true;
    this.enter(this.shutDown);
  }

  /** Ends it at once, as SIGKILL does. */
  kill(): void {
    if (this.isEnded) return;
    this.state = "ended";
    this.onFailed(new InternalError("the server was stopped before it was ready"));
    for (const session of this.sessions) session.hangUp();
    this.sessions.clear();
    this.onEnded();
  }

  private boot({ program, clock, epochMs, disk, seed }: ServerProcessOptions): void {
    const runtime = goRuntime(program.script, {
      clock: this.clockOfItsOwn(clock),
      epochMs,
      random: sequentialRandom(seed),
      disk,
      print: (text) => this.print(text),
      host: this.host(),
    });
    this.runtime = runtime;
    runtime.exit = (code) => this.exited(code);
    const instance = new webAssembly.Instance(program.module, runtime.importObject);
    // It goes on until the program waits for something, and settles when it ends, of which `exit` has told by then.
    this.enter(() => void runtime.run(instance).catch((thrown: unknown) => this.die(brokeOff(thrown))));
  }

  private host(): object {
    return {
      storeDir: STORE_DIR,
      log: (level: string, line: string) => {
        if (level !== "INF") this.print(`[${level}] ${line}\n`);
      },
      ready: (version: string, connect: Connect, stop: () => void) => {
        this.state = "ready";
        this.connect = connect;
        this.shutDown = stop;
        this.onReady(version);
        for (const session of this.sessions) session.open(connect);
      },
      failed: (reason: string) => this.print(`it does not start: ${reason}\n`),
    };
  }

  /** Timers that do nothing once it has ended. */
  private clockOfItsOwn(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      setTimeout: (run, delayMs) => clock.setTimeout(() => this.enter(run), delayMs),
      clearTimeout: (timer) => clock.clearTimeout(timer),
      sleep: (delayMs) => clock.sleep(delayMs),
    };
  }

  /** All that makes the program run goes through here (SP1, SP2, SP4, SP5). */
  private enter(run: () => void): void {
    if (this.isEnded) return;
    this.depth++;
    try {
      run();
      if (this.depth === 1) this.lookAgain();
    } catch (thrown) {
      // What the runtime throws when its program ended within is no news.
      if (!this.isEnded) this.death ??= brokeOff(thrown);
    }
    this.depth--;
    if (this.death === undefined) return;
    this.die(this.death);
    throw this.death;
  }

  /**
   * Before the program waits, it asks for a timer for what is due next, and may ask for one that is too late: when stopped
   * timers were cleared away just then, it goes by the first of its heap, and a timer behind that one that was moved to an
   * earlier moment is overlooked (`timers.check` in Go's runtime/time.go; where a thread sleeps, all are looked at once
   * more before, in JavaScript they are not). Woken with nothing to do it looks again, and is right.
   */
  private lookAgain(): void {
    if (this.state === "ready" && this.death === undefined) this.runtime?._resume();
  }

  get isEnded(): boolean {
    return this.state === "ended";
  }

  private die(error: InternalError): void {
    this.onFailed(error);
    this.kill();
  }

  private exited(code: number): void {
    if (this.isStopping) this.kill();
    else this.death = new InternalError(`the server ended by itself, with code ${code}:\n${this.lastWords.trim()}`);
  }

  private print(text: string): void {
    this.lastWords = (this.lastWords + text).slice(-4000);
    for (const line of text.split("\n")) if (line !== "") this.onLog(line);
  }
}

function brokeOff(thrown: unknown): InternalError {
  return new InternalError(`the server broke off: ${errorText(thrown)}`, { cause: thrown });
}

type SessionHost = { readonly enter: (run: () => void) => void; readonly leave: () => void };

/** The server's end of one connection. */
class Session implements ProcessSession {
  private readonly client: ProcessClient;
  private readonly server: SessionHost;
  private pipe: Pipe | undefined;
  private early: Uint8Array[] = [];
  private isClosed = false;

  constructor(client: ProcessClient, server: SessionHost) {
    this.client = client;
    this.server = server;
  }

  open(connect: Connect): void {
    if (this.isClosed) return;
    const onBytes = (bytes: Uint8Array) => {
      if (!this.isClosed) this.client.send(bytes);
    };
    this.server.enter(() => {
      this.pipe = connect(onBytes, () => this.hangUp());
      for (const bytes of this.early) this.pipe?.send(bytes);
    });
    this.early = [];
  }

  receive(bytes: Uint8Array): void {
    if (this.isClosed) return;
    if (this.pipe) this.server.enter(() => this.pipe?.send(bytes));
    else this.early.push(bytes);
  }

  closed(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.server.leave();
    this.server.enter(() => this.pipe?.close());
  }

  /** The server's end is gone. */
  hangUp(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.server.leave();
    this.client.close();
  }
}
