import type { NatsConnection } from "@nats-io/nats-core";
import { once } from "node:events";
import { connect as connectSocket, type Socket } from "node:net";
import { natsBroker } from "../../engine/broker/nats-broker.ts";
import { macrotask } from "../../engine/clock/platform.ts";
import { systemClock } from "../../engine/clock/system-clock.ts";
import type { ConformanceCase, Pipe } from "./environment.ts";
import { Lateness } from "./lateness.ts";

/** The clocks of two processes; and what a server saves itself. How busy the machine is, is measured and comes on top. */
const SLACK = { earlyMs: 5, lateMs: 1_500 };

/** Runs one case on the real server at `url`, in real time. Rejects when the case fails. */
export async function runOnNats(url: string, { id, run }: ConformanceCase, slack: Partial<typeof SLACK> = {}) {
  const open: NatsConnection[] = [];
  const sockets: Socket[] = [];
  const lateness = new Lateness(await natsBroker(url).connect("lateness"));
  const { earlyMs, lateMs } = { ...SLACK, ...slack };
  try {
    await run({
      clock: systemClock(),
      namespace: id.toLowerCase(),
      async connect(name) {
        const connection = await natsBroker(url).connect(name);
        open.push(connection);
        return connection;
      },
      async dial() {
        const { hostname, port } = new URL(url);
        const socket = connectSocket({ host: hostname, port: Number(port), noDelay: true });
        sockets.push(socket);
        await once(socket, "connect");
        return pipe(socket);
      },
      // What is counted from was seen late too.
      get earlyMs() {
        return earlyMs + lateness.ms;
      },
      get lateMs() {
        return lateMs + lateness.ms;
      },
      get measuredLateMs() {
        return lateness.ms;
      },
      isExact: false,
      async stagger(k) {
        for (let turn = 0; turn < k; turn++) await new Promise<void>((go) => macrotask(go));
      },
      staggers: 60,
    });
  } finally {
    await lateness.stop();
    for (const socket of sockets) socket.destroy();
    await Promise.all(open.map((connection) => connection.close()));
  }
}

function pipe(socket: Socket): Pipe {
  return {
    send: (bytes) => void socket.write(bytes),
    close: () => socket.destroy(),
    async *[Symbol.asyncIterator]() {
      try {
        for await (const bytes of socket) yield bytes as Buffer;
      } catch {
        // However the connection ended, it is over: what came before that is what a case looks at.
      }
    },
  };
}
