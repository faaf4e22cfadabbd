import { writeSync } from "node:fs";
import { natsBroker } from "../broker/nats-broker.ts";
import { systemClock } from "../clock/system-clock.ts";
import { liveIncarnation, type LiveActor } from "./incarnation.ts";
import { lineReader, RECORDS_FD, type FromChild, type ToChild } from "./process-protocol.ts";

/**
 * One incarnation of an actor as an operating-system process. It writes records synchronously to its parent's pipe, so that
 * a record arrives before the action that follows it. For a planned crash it sends itself SIGKILL, for a planned pause
 * SIGSTOP. It ends with its parent, when its standard input closes.
 */
let actor: LiveActor | null = null;
const spent = new Set<number>();

function say(message: FromChild): void {
  writeSync(RECORDS_FD, `${JSON.stringify(message)}\n`);
}

function begin({ spec, incarnation, urls, access, startedAt }: Extract<ToChild, { say: "begin" }>): LiveActor {
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
  });
}

function hear(message: ToChild): void {
  switch (message.say) {
    case "begin":
      actor = begin(message);
      actor.ended.then(end, fail);
      return;
    case "stop":
      actor?.stop().catch(fail);
      return;
    case "hinder":
      return actor?.hinder(message.hindrance, message.cause);
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
