import { natsBroker } from "../../engine/broker/nats-broker.ts";
import { startNatsServer, type NatsServer } from "../../engine/broker/nats-server/start.ts";
import { systemClock, wallNow } from "../../engine/clock/system-clock.ts";
import type { NatsConnection } from "@nats-io/nats-core";
import { jetstreamManager } from "@nats-io/jetstream";
import type { Process, Stage, Place } from "./stage.ts";

/** A private nats-server, in real time. */
export async function natsPlace(onNote?: (note: string) => void): Promise<Place> {
  const server = await startNatsServer({ onNote });
  return {
    name: "nats",
    async perform(body) {
      const stage = new RealStage(server);
      try {
        await body(stage);
      } finally {
        await stage.clear();
      }
    },
    close: () => server.stop(),
  };
}

class RealStage implements Stage {
  readonly clock = systemClock();
  readonly unixNow = wallNow;
  private readonly server: NatsServer;
  private readonly connections: NatsConnection[] = [];

  constructor(server: NatsServer) {
    this.server = server;
  }

  setHopMs(): void {
    // Bytes take as long as they take.
  }

  async connect(name: string): Promise<NatsConnection> {
    const connection = await natsBroker(this.server.url).connect(name);
    this.connections.push(connection);
    return connection;
  }

  newProcess(name: string): Process {
    let isDead = false;
    const mine: NatsConnection[] = [];
    return {
      start: (run, inMs) => {
        this.clock.setTimeout(() => {
          if (!isDead) run();
        }, inMs);
      },
      connect: async () => {
        const connection = await this.connect(name);
        mine.push(connection);
        return connection;
      },
      kill() {
        isDead = true;
        for (const connection of mine) void connection.close();
      },
    };
  }

  /** Leaves the server as it was found. */
  async clear(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.close()));
    const connection = await natsBroker(this.server.url).connect("clear");
    const manager = await jetstreamManager(connection);
    for await (const name of manager.streams.names()) await manager.streams.delete(name);
    await connection.close();
  }
}
