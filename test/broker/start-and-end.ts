import { once } from "node:events";
import { startNatsServer } from "../../engine/broker/nats-server/start.ts";

/** A process that starts a server, says which, and ends in the way its argument names. Used by start.test.ts. */
const { url, pid, folder, port } = await startNatsServer();
process.stdout.write(`${JSON.stringify({ url, pid, folder, port })}\n`);
await once(process.stdin, "data");
const how = process.argv[2];
if (how === "throw") throw new Error("nobody catches this");
if (how === "exit") process.exit(3);
// Nothing more to do: a server that nobody stopped must not keep the process alive.
if (how === "forget") process.stdin.destroy();
