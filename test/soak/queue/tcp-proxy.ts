import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * A TCP proxy on loopback that does to connections what networks do.
 *
 * It forwards bytes in their order or not at all: what is lost on the way of TCP is sent again below us, so all that a
 * program can see of a bad network is that bytes come late, and that a connection ends, wherever in the middle.
 */
export type TcpProxy = {
  readonly url: string;
  /** Connections that are open at present, the oldest first. */
  links(): readonly Link[];
  close(): Promise<void>;
};

export type Direction = "to-server" | "to-client";

export type Link = {
  /** Forwards so many bytes more in this direction and then resets both ends, be it in the middle of a message. */
  cutAfter(direction: Direction, bytes: number): void;
  /** Forwards nothing until `release`, and then everything. */
  hold(): void;
  release(): void;
  /** Takes everything from both and forwards nothing; only `cut` ends it, as a router does that forgot the connection. */
  swallow(): void;
  cut(): void;
  /** Resolves when the connection is over. */
  readonly over: Promise<void>;
};

export async function tcpProxy(port: number): Promise<TcpProxy> {
  const open = new Set<ProxiedLink>();
  const server = createServer((client) => {
    const link = new ProxiedLink(client, connect({ host: "127.0.0.1", port }));
    open.add(link);
    void link.over.then(() => open.delete(link));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `nats://127.0.0.1:${(server.address() as AddressInfo).port}`,
    links: () => [...open],
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const link of open) link.cut();
      await closed;
    },
  };
}

class ProxiedLink implements Link {
  readonly over: Promise<void>;
  private readonly ends: { readonly [direction in Direction]: { readonly from: Socket; readonly to: Socket } };
  private readonly left = new Map<Direction, number>();
  private swallows = false;

  constructor(client: Socket, server: Socket) {
    this.ends = { "to-server": { from: client, to: server }, "to-client": { from: server, to: client } };
    this.over = Promise.all([client, server].map(untilClosed)).then(() => undefined);
    for (const direction of ["to-server", "to-client"] as const) {
      const { from, to } = this.ends[direction];
      from.on("data", (bytes: Buffer) => this.forward(direction, bytes));
      // With one end the other goes too, in whatever way the first one went.
      from.on("end", () => to.end());
      from.on("close", () => to.destroy());
      from.on("error", () => to.destroy());
    }
  }

  cutAfter(direction: Direction, bytes: number): void {
    this.left.set(direction, bytes);
  }

  hold(): void {
    for (const { from } of Object.values(this.ends)) from.pause();
  }

  release(): void {
    for (const { from } of Object.values(this.ends)) from.resume();
  }

  swallow(): void {
    this.swallows = true;
  }

  cut(): void {
    for (const { from } of Object.values(this.ends)) from.destroy();
  }

  private forward(direction: Direction, bytes: Buffer): void {
    if (this.swallows) return;
    const { to } = this.ends[direction];
    const left = this.left.get(direction);
    if (left === undefined || left > bytes.length) {
      if (left !== undefined) this.left.set(direction, left - bytes.length);
      to.write(bytes);
      return;
    }
    to.write(bytes.subarray(0, left), () => this.cut());
  }
}

function untilClosed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once("close", () => resolve()));
}
