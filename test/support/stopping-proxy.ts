import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * A proxy that lets one process come just so far with a server: until its n-th publish on a subject. `before`: the server
 * never sees that publish; `after`: it does, and the process never hears of it. From then on nothing passes either way.
 */
export type Stop = {
  /** As in `PUB subject …`, the beginning is enough. */
  readonly subject: string;
  readonly nth: number;
  readonly side: "before" | "after";
};

export type StoppingProxy = {
  readonly url: string;
  /** The process stands there now. */
  readonly stopped: Promise<void>;
  close(): void;
};

export async function stoppingProxy(serverUrl: string, stop: Stop): Promise<StoppingProxy> {
  const sockets: Socket[] = [];
  let there: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (there = resolve));
  const proxy = createServer((client) => {
    const server = connect({ host: "127.0.0.1", port: Number(new URL(serverUrl).port) });
    sockets.push(client, server);
    const findStop = stopFinder(stop);
    let state: "open" | "answering" | "closed" = "open";
    client.on("data", (bytes: Buffer) => {
      if (state !== "open") return;
      const at = findStop(bytes);
      if (at === null) return void server.write(bytes);
      server.write(stop.side === "before" ? bytes.subarray(0, at) : bytes);
      state = stop.side === "before" ? "closed" : "answering";
      if (state === "closed") there();
    });
    server.on("data", (bytes: Buffer) => {
      if (state === "open") return void client.write(bytes);
      // The server's answer: it has done what was asked, and nobody will hear of it.
      if (state === "answering") there();
      state = "closed";
    });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on("close", () => other.destroy());
      one.on("error", () => other.destroy());
    }
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return {
    url: `nats://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    stopped,
    close() {
      proxy.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Where in these bytes the publish begins; null while it has not come. The client writes a publish at once. */
function stopFinder({ subject, nth }: Stop): (bytes: Buffer) => number | null {
  let seen = 0;
  const publishes = new RegExp(`(?<=^|\n)H?PUB ${subject.replaceAll(/[.$]/g, "\\$&")}`, "g");
  return (bytes) => {
    for (const { index } of bytes.toString("latin1").matchAll(publishes)) if (++seen === nth) return index;
    return null;
  };
}
