import type { NatsConnection } from "@nats-io/nats-core";
import { createSimBroker, type SimBroker } from "../broker/sim-broker.ts";
import type { Clock } from "../clock/clock.ts";
import { type OwnerId, ROOT_OWNER, VirtualClock } from "../clock/virtual-clock.ts";
import { enterVirtualRealm, whenRealmIsFree } from "../clock/virtual-realm.ts";
import { BadInputError } from "../kernel/errors.ts";
import type { OnError } from "../kernel/engine-failure.ts";
import { formatMs } from "../trace/format.ts";
import { Client } from "../queue/client.ts";

/** How a program connects to the simulated server. */
export type SimConnectOptions = {
  /** Shows in the server's list of connections. */
  readonly name?: string;
  /** `ackademy` by default, as for `connect`. */
  readonly namespace?: string;
  /** Called for each step of the engine that fails while no caller waits for it. Ignored by default. */
  readonly onError?: OnError;
};

/** What each program of a simulation has for itself. */
export type OwnView = {
  /** Virtual time: `sleep` takes none of yours. The globals (`setTimeout`, `Date`) follow the same clock. */
  readonly clock: Clock;
  /** Connects as `connect` of the engine does, to the simulated server. */
  connect(options?: SimConnectOptions): Promise<Client>;
  /** A connection of the NATS client alone. */
  connection(name?: string): Promise<NatsConnection>;
};

/** The simulated server, the clock, and programs that can be killed. */
export type Simulation = OwnView & {
  /** Starts a program that can be killed and paused, as a process can. */
  start(program: (own: OwnView) => Promise<unknown>): SimProgram;
  /** Kills the server, as SIGKILL does. What it stored on disk remains. */
  killServer(): Promise<void>;
  /** Starts the killed server on its disk. */
  startServer(): Promise<void>;
};

/** A program of a simulation. */
export type SimProgram = {
  /** Ends it at once: its timers never fire, its calls never settle, and the server gets no closing message. */
  kill(): void;
  /** Pauses it, as SIGSTOP does: its timers and its incoming messages wait. */
  pause(): void;
  /** Continues it, as SIGCONT does. */
  resume(): void;
  /** Settles as the program does; never, if it is killed. */
  readonly ended: Promise<void>;
};

/** The settings of a simulation. */
export type VirtualOptions = {
  /** Of `Math.random` and the client's ids; 1 by default. The same seed gives the same run. */
  readonly seed?: number;
  /** How long a message travels between a program and the server, milliseconds; 1 by default. */
  readonly hopMs?: number;
  /** The body must end within this virtual time, milliseconds; an hour by default. */
  readonly limitMs?: number;
};

/** The body of `inVirtualTime` did not end: it waits for something that never happens, or not within `limitMs`. */
export class NotEndedError extends BadInputError {}

const HOUR_MS = 3_600_000;

/**
 * Runs `body` on a simulated nats-server in virtual time: hours pass in milliseconds, and the same seed gives the same run. The
 * official NATS client and the engine run unchanged. Until it settles, all timers and dates of this process are virtual, so
 * nothing else may wait for real time meanwhile, and `body` may await nothing from outside (files, sockets). Calls run one after
 * the other.
 * @throws what `body` throws
 * @throws NotEndedError if `body` does not end
 */
export function inVirtualTime<T>(body: (sim: Simulation) => Promise<T>, options: VirtualOptions = {}): Promise<T> {
  return whenRealmIsFree(() => play(body, options));
}

async function play<T>(
  body: (sim: Simulation) => Promise<T>,
  { seed = 1, hopMs = 1, limitMs = HOUR_MS }: VirtualOptions,
): Promise<T> {
  const clock = new VirtualClock();
  const leave = enterVirtualRealm(clock, seed);
  try {
    let over = false;
    const outcome = body(simulation(clock, createSimBroker({ clock, hopMs }))).finally(() => (over = true));
    outcome.catch(() => undefined);
    const end = await clock.run({ done: () => over, limitMs });
    if (!over) throw notEnded(end, clock.now(), limitMs);
    return await outcome;
  } finally {
    leave();
  }
}

function notEnded(end: string, now: number, limitMs: number): NotEndedError {
  const where = "the body of inVirtualTime";
  if (end === "limit") {
    const found = `did not end within limitMs, ${formatMs(limitMs)} of virtual time`;
    return new NotEndedError(where, found, "Stop what runs on, or raise limitMs.");
  }
  const found = `did not end: since ${formatMs(now)} it waits for something that never happens`;
  return new NotEndedError(where, found, "Await only the engine, the NATS client and `sim.clock`.");
}

function simulation(clock: VirtualClock, broker: SimBroker): Simulation {
  const [server = ""] = broker.servers.names;
  return {
    ...viewOf(clock, broker, ROOT_OWNER),
    start: (program) => start(clock, broker, program),
    killServer: () => clock.runAs(ROOT_OWNER, () => broker.servers.kill(server)),
    startServer: () => clock.runAs(ROOT_OWNER, () => broker.servers.start(server)),
  };
}

/**
 * What one owner sees. What follows from a timer belongs to the timer's owner: whoever awaits a promise that another owner
 * settles goes on in a tick of the other's. So everything here belongs to its owner, whoever calls it.
 */
function viewOf(clock: VirtualClock, broker: SimBroker, owner: OwnerId): OwnView {
  const own = clock.ownedBy(owner);
  const connection = async (name = "ackademy") => {
    await own.sleep(0);
    return broker.connect(name);
  };
  return {
    clock: own,
    connection,
    async connect({ name, namespace = "ackademy", onError }: SimConnectOptions = {}) {
      return new Client(await connection(name), own, namespace, onError);
    },
  };
}

/** Each program is an owner of the virtual clock. */
function start(clock: VirtualClock, broker: SimBroker, program: (own: OwnView) => Promise<unknown>): SimProgram {
  const owner = clock.newOwner();
  const own = viewOf(clock, broker, owner);
  const live = async () => {
    await own.clock.sleep(0);
    try {
      await program(own);
    } finally {
      // Whoever waits for its end goes on in a tick of the root.
      await clock.rooted().sleep(0);
    }
  };
  const ended = live();
  // Whoever awaits it learns of a failure.
  ended.catch(() => undefined);
  return {
    kill: () => kill(clock, broker, owner),
    pause: () => clock.pause(owner),
    resume: () => clock.resume(owner),
    ended,
  };
}

function kill(clock: VirtualClock, broker: SimBroker, owner: OwnerId): void {
  clock.fence(owner);
  clock.runAs(ROOT_OWNER, () => broker.cut(owner));
}
