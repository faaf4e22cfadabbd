import { writeSync } from "node:fs";
import { natsBroker } from "../broker/nats-broker.ts";
import { systemClock } from "../clock/system-clock.ts";
import type { CompiledHandlers, Sandbox } from "../sandbox/functions.ts";
import { liveIncarnation, type LiveActor } from "./incarnation.ts";
import { lineReader, RECORDS_FD, type FromChild, type ToChild } from "./process-protocol.ts";

/**
 * One incarnation of an actor as an operating-system process. It writes records synchronously to its parent's pipe, so that
 * a record arrives before the action that follows it. For a planned crash it sends itself SIGKILL, for a planned pause
 * SIGSTOP. It ends with its parent, when its standard input closes.
 */
let actor: Promise<LiveActor> | null = null;
const spent = new Set<number>();

function say(message: FromChild): void {
  writeSync(RECORDS_FD, `${JSON.stringify(message)}\n`);
}

function begin(
  { spec, incarnation, urls, access, startedAt }: Extract<ToChild, { say: "begin" }>,
  sandbox: Sandbox | null,
): LiveActor {
  const clock = systemClock(startedAt);
  return liveIncarnation(spec, incarnation, {
    clock,
    connect: (name, waitMs) => natsBroker(urls, access).connect(name, waitMs),
    stamp: () => ({ at: clock.now(), tick: null }),
    sink: (event) => say({ say: "recorded", event }),
    die(detail, cause) {
      say({ say: "dying", detail, cause });
      process.kill(process.pid, "SIGKILL");
    },
    pause(forMs, cause) {
      say({ say: "pausing", forMs, cause });
      process.kill(process.pid, "SIGSTOP");
      say({ say: "awake" });
      return Promise.resolve();
    },
    spent,
    sandbox,
  });
}

/** Only a run with a handlers file loads what runs it. */
async function sandboxFor(handlers: CompiledHandlers | null): Promise<Sandbox | null> {
  if (handlers === null) return null;
  const { openSandbox } = await import("../sandbox/load.ts");
  return openSandbox(handlers, ({ where, message, remedy }) => {
    say({ say: "blocked", where, what: message.slice(`${where}: `.length), remedy });
    process.exit(1);
  });
}

function hear(message: ToChild): void {
  switch (message.say) {
    case "begin":
      actor = sandboxFor(message.handlers).then((sandbox) => begin(message, sandbox));
      actor.then(({ ended }) => ended).then(end, fail);
      return;
    case "stop":
      actor?.then((live) => live.stop()).catch(fail);
      return;
    case "hinder":
      // An actor that failed to start has said so.
      return void actor?.then((live) => live.hinder(message.hindrance, message.cause)).catch(() => undefined);
    case "spent":
      spent.add(message.fault);
  }
}

function end(): never {
  say({ say: "ended" });
  process.exit(0);
}

function fail(thrown: unknown): never {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exit(1);
}

process.stdin.setEncoding("utf8");
process.stdin.on(
  "data",
  lineReader((line) => hear(JSON.parse(line) as ToChild)),
);
process.stdin.on("end", () => process.exit(1));
