import type { Clock } from "../clock/clock.ts";
import { errorText, InternalError } from "../kernel/errors.ts";
import { sequentialRandom } from "../kernel/random.ts";
import type { Disk } from "./disk.ts";
import { type GoRuntime, goRuntime } from "./go-globals.ts";
import { type ServerProgram, webAssembly } from "./program.ts";

/**
 * One running nats-server, like a process of an operating system: it starts, clients connect, and it is stopped or killed.
 * Its data stays on the disk for the next server.
 *
 * SP1  Its code runs only within our calls and the timers of its clock. It never waits for the machine.
 * SP2  After `kill`, none of its code runs again, and its clients' connections end without a closing message.
 * SP3  Clients that connect before it is ready wait until it is.
 * SP4  If it ends unexpectedly (a panic, an exit), the current call or timer throws an InternalError with its last output,
 *      because a run without a server is invalid.
 * SP5  After each call and each timer, it computes its next timer again, so that none of its timers is late.
 */
export type ServerProcessOptions = {
  readonly program: ServerProgram;
  /** Its timers must not belong to an actor, which can crash. */
  readonly clock: Clock;
  /** The Unix milliseconds at which the clock is 0. */
  readonly epochMs: number;
  readonly disk: Disk;
  /** The seed of all its randomness: ids, jitter, the order of goroutines. */
  readonly seed: number;
  /** Gets the warnings and errors of its log, and its output when it ends unexpectedly. */
  readonly onLog?: ((line: string) => void) | undefined;
};

/** The client's end of a connection: receives the server's bytes, and the close. */
export type ProcessClient = { send(bytes: Uint8Array): void; close(): void };
/** The server's end of a connection: receives the client's bytes, and the close. */
export type ProcessSession = { receive(bytes: Uint8Array): void; closed(): void };

type Connect = (onBytes: (bytes: Uint8Array) => void, onClose: () => void) => Pipe | undefined;
type Pipe = { send(bytes: Uint8Array): void; close(): void };
type State = "starting" | "ready" | "ended";

const STORE_DIR = "/store";

export class ServerProcess {
  /** Resolves with the server's version once it is ready. Rejects if it does not start. */
  readonly ready: Promise<string>;
  /** Settles when it has ended in any way. */
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

  /** Shuts it down cleanly, as SIGTERM does; `ended` follows. */
  stop(): void {
    if (this.state !== "ready") return this.kill();
    this.isStopping = true;
    this.enter(this.shutDown);
  }

  /** Ends it at once, as SIGKILL does. */
  kill(): void {
    if (this.isEnded) return;
    this.state = "ended";
    this.onFailed(new InternalError("nats-server (WebAssembly) was stopped before it was ready"));
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
    // `run` returns when the program waits for the first time. Its promise settles after `exit`, when the program ends.
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
      failed: (reason: string) => this.print(`nats-server did not start: ${reason}\n`),
    };
  }

  /** A clock whose timers do nothing once the server has ended. */
  private clockOfItsOwn(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      setTimeout: (run, delayMs) => clock.setTimeout(() => this.enter(run), delayMs),
      clearTimeout: (timer) => clock.clearTimeout(timer),
      sleep: (delayMs) => clock.sleep(delayMs),
    };
  }

  /** Every call into the program goes through here (SP1, SP2, SP4, SP5). */
  private enter(run: () => void): void {
    if (this.isEnded) return;
    this.depth++;
    try {
      run();
      if (this.depth === 1) this.lookAgain();
    } catch (thrown) {
      // The runtime also throws when the program has ended during the call, which is already known.
      if (!this.isEnded) this.death ??= brokeOff(thrown);
    }
    this.depth--;
    if (this.death === undefined) return;
    this.die(this.death);
    throw this.death;
  }

  /**
   * Before the program waits, it sets a timer for its next due moment, which may be too late. If it has just removed stopped
   * timers, it looks only at the first timer of its heap and misses a later one that was moved to an earlier moment
   * (`timers.check` in Go's runtime/time.go). On other platforms, Go checks all timers again before a thread sleeps; on
   * JavaScript it does not. If it is woken with nothing to do, it computes the next moment again, correctly.
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
    else
      this.death = new InternalError(
        `nats-server (WebAssembly) ended unexpectedly with code ${code}:\n${this.lastWords.trim()}`,
      );
  }

  private print(text: string): void {
    this.lastWords = (this.lastWords + text).slice(-4000);
    for (const line of text.split("\n")) if (line !== "") this.onLog(line);
  }
}

function brokeOff(thrown: unknown): InternalError {
  return new InternalError(`nats-server (WebAssembly) failed: ${errorText(thrown)}`, { cause: thrown });
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

  /** Closes the connection because the server closed its end. */
  hangUp(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.server.leave();
    this.client.close();
  }
}
