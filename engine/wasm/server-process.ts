import type { Clock } from "../clock/clock.ts";
import { InternalError } from "../kernel/errors.ts";
import { sequentialRandom } from "../kernel/random.ts";
import type { Disk } from "./disk.ts";
import { goRuntime } from "./go-globals.ts";
import { type ServerProgram, webAssembly } from "./program.ts";

/**
 * One running nats-server, as an operating system would run it: it starts, clients connect, it is stopped or killed.
 * What it wrote stays on the disk, for the next one.
 *
 * SP1  Nothing of it happens but within a call of ours or a timer of its clock: it never waits for the machine.
 * SP2  After `kill` none of its code runs again, and its clients' connections end without a word.
 * SP3  Clients that come before it is ready wait for it.
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
    const session = new Session(client);
    if (this.state === "ended") {
      client.close();
      return session;
    }
    this.sessions.add(session);
    if (this.state === "ready") session.open(this.connect);
    return session;
  }

  /** Asks it to shut down, as SIGTERM does; `ended` follows. */
  stop(): void {
    if (this.state === "ready") this.shutDown();
    else this.kill();
  }

  /** Ends it at once, as SIGKILL does. */
  kill(): void {
    this.end();
  }

  private boot({ program, clock, epochMs, disk, seed }: ServerProcessOptions): void {
    const runtime = goRuntime(program.script, {
      clock: mortal(clock, () => this.state !== "ended"),
      epochMs,
      random: sequentialRandom(seed),
      disk,
      print: (text) => this.print(text),
      host: this.host(),
    });
    runtime.exit = (code) => this.exited(code);
    const instance = new webAssembly.Instance(program.module, runtime.importObject);
    // It settles when the program ends, of which `exit` has told by then.
    runtime.run(instance).catch((thrown: unknown) => this.died(thrown));
  }

  private host(): object {
    return {
      storeDir: STORE_DIR,
      log: (level: string, line: string) => {
        if (level !== "INF") this.print(`[${level}] ${line}\n`);
      },
      ready: (version: string, connect: Connect, stop: () => void) => {
        if (this.state !== "starting") return;
        this.state = "ready";
        this.connect = connect;
        this.shutDown = stop;
        this.onReady(version);
        for (const session of this.sessions) session.open(connect);
      },
      failed: (reason: string) => this.onFailed(new InternalError(`the server does not start: ${reason}`)),
    };
  }

  private print(text: string): void {
    this.lastWords = (this.lastWords + text).slice(-4000);
    for (const line of text.split("\n")) if (line !== "") this.onLog(line);
  }

  private exited(code: number): void {
    if (code !== 0) this.onLog(`the server ended with code ${code}`);
    this.onFailed(new InternalError(`the server ended with code ${code}\n${this.lastWords}`));
    this.end();
  }

  private died(thrown: unknown): void {
    this.onFailed(new InternalError(`the server died: ${String(thrown)}\n${this.lastWords}`, { cause: thrown }));
    this.end();
  }

  private end(): void {
    if (this.state === "ended") return;
    this.state = "ended";
    this.onFailed(new InternalError("the server was stopped before it was ready"));
    for (const session of this.sessions) session.hangUp();
    this.sessions.clear();
    this.onEnded();
  }
}

/** The server's end of one connection. */
class Session implements ProcessSession {
  private readonly client: ProcessClient;
  private pipe: Pipe | undefined;
  private early: Uint8Array[] = [];
  private isClosed = false;

  constructor(client: ProcessClient) {
    this.client = client;
  }

  open(connect: Connect): void {
    if (this.isClosed) return;
    this.pipe = connect(
      (bytes) => {
        if (!this.isClosed) this.client.send(bytes);
      },
      () => this.hangUp(),
    );
    for (const bytes of this.early) this.pipe?.send(bytes);
    this.early = [];
  }

  receive(bytes: Uint8Array): void {
    if (this.isClosed) return;
    if (this.pipe) this.pipe.send(bytes);
    else this.early.push(bytes);
  }

  closed(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.pipe?.close();
  }

  /** The server's end is gone. */
  hangUp(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.client.close();
  }
}

/** A clock whose timers do nothing once their process has ended. */
function mortal(clock: Clock, isAlive: () => boolean): Clock {
  return {
    now: () => clock.now(),
    setTimeout: (run, delayMs) => clock.setTimeout(() => isAlive() && run(), delayMs),
    clearTimeout: (timer) => clock.clearTimeout(timer),
    sleep: (delayMs) => clock.sleep(delayMs),
  };
}
