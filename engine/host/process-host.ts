import { spawn, type ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import type { Access } from "../broker/access.ts";
import type { Clock } from "../clock/clock.ts";
import { systemClock } from "../clock/system-clock.ts";
import { BadInputError } from "../kernel/errors.ts";
import type { CompiledHandlers } from "../sandbox/functions.ts";
import { childBundle } from "./child-bundle.ts";
import type { ActorListener, Host, RunningActor } from "./host.ts";
import { lineReader, RECORDS_FD, type FromChild, type ToChild } from "./process-protocol.ts";

/** Runs actors as operating-system processes on a real server: a crash is SIGKILL, a pause SIGSTOP. */
export type ProcessHost = Host & {
  /** Kills all running actors. Safe to call at any time, even while the process exits. */
  killAll(): void;
  /** Why the run must end: a function of its handlers file did not give control back. Null while all is well. */
  readonly blocked: BadInputError | null;
};

export type ProcessHostOptions = {
  readonly urls: readonly string[];
  readonly access?: Access;
  readonly startedAt: number;
  readonly handlers: CompiledHandlers | null;
};

export function processHost({ urls, access = {}, startedAt, handlers }: ProcessHostOptions): ProcessHost {
  let blocked: BadInputError | null = null;
  const alive = new Set<ChildProcess>();
  const clock = systemClock(startedAt);
  return {
    start(spec, incarnation, listener) {
      const child = spawn(process.execPath, [childBundle()], {
        stdio: ["pipe", "ignore", "pipe", "pipe"],
        // In its own process group, so that Ctrl-C in the terminal reaches only the runner, which then decides.
        detached: true,
      });
      alive.add(child);
      const tell = (message: ToChild) => void child.stdin?.write(`${JSON.stringify(message)}\n`);
      // Writing to a dead child fails. The 'close' event handles its end.
      child.stdin?.on("error", () => undefined);
      const life = follow(child, listener, {
        gone: () => alive.delete(child),
        blocked: (error) => void (blocked ??= error),
      });
      tell({ say: "begin", spec, incarnation, urls, access, startedAt, handlers });
      return {
        kill(gone) {
          if (gone) life.killed(gone);
          else life.silence();
          child.kill("SIGKILL");
        },
        stop: () => tell({ say: "stop" }),
        ...stopAndGo(child, life, clock),
        hinder: (hindrance, cause) => tell({ say: "hinder", hindrance, cause }),
        spend: (fault) => tell({ say: "spent", fault }),
      };
    },
    get blocked() {
      return blocked;
    },
    killAll() {
      // SIGKILL also ends paused processes.
      for (const child of alive) child.kill("SIGKILL");
    },
  };
}

type Life = {
  /** The child has announced a pause and has not yet announced its end. */
  readonly pausing: boolean;
  readonly over: boolean;
  silence(): void;
  /** It was killed: `gone` is called when its pipes are closed. */
  killed(gone: () => void): void;
};

const AGAIN_AFTER_MS = 50;

/**
 * A child announces a pause before it sends itself SIGSTOP, so the runner's SIGCONT may arrive too early and have no effect.
 * Therefore SIGCONT is repeated until the child announces that it continues.
 */
function stopAndGo(child: ChildProcess, life: Life, clock: Clock): Pick<RunningActor, "pause" | "resume"> {
  let goes = 0;
  const go = (turn: number) => {
    if (turn !== goes || life.over) return;
    child.kill("SIGCONT");
    if (life.pausing) clock.setTimeout(() => go(turn), AGAIN_AFTER_MS);
  };
  return {
    pause() {
      goes++;
      child.kill("SIGSTOP");
    },
    resume: () => go(++goes),
  };
}

type Watcher = { gone(): void; blocked(error: BadInputError): void };

/** Listens to one child until its pipes are closed, because only then everything that it wrote has been read. */
function follow(child: ChildProcess, listener: ActorListener, watcher: Watcher): Life {
  let whenGone: (() => void) | null = null;
  const life = {
    pausing: false,
    over: false,
    silence: () => void (life.over = true),
    killed: (gone: () => void) => void (whenGone = gone),
  };
  let ended = false;
  let dying: Extract<FromChild, { say: "dying" }> | null = null;
  let complaint = "";
  const onMessage = (message: FromChild) => {
    switch (message.say) {
      case "recorded":
        return listener.record(message.event);
      case "pausing":
        life.pausing = true;
        return listener.paused(message);
      case "awake":
        life.pausing = false;
        return;
      case "dying":
        dying = message;
        return;
      case "blocked":
        return watcher.blocked(new BadInputError(message.where, message.what, message.remedy));
      case "ended":
        ended = true;
    }
  };
  const onLine = (line: string) => {
    if (!life.over) onMessage(JSON.parse(line) as FromChild);
  };
  (child.stdio[RECORDS_FD] as Readable).setEncoding("utf8").on("data", lineReader(onLine));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (complaint = (complaint + text).slice(-2_000)));
  child.on("close", (code, signal) => {
    watcher.gone();
    if (life.over) return;
    life.over = true;
    if (ended) listener.ended();
    else if (dying) listener.crashed({ by: "fault", detail: dying.detail, cause: dying.cause });
    else if (whenGone) whenGone();
    else
      listener.crashed({
        by: "unexpected",
        detail: complaint.trim() || `ended with ${signal ?? `code ${code}`}`,
        cause: null,
      });
  });
  return life;
}
