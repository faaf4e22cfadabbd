import { once } from "node:events";
import { startCluster } from "../../engine/broker/cluster.ts";

/** A process that starts three servers, kills one, says which are left, and waits for its end. Used by cluster.test.ts. */
const { servers } = await startCluster({ size: 3 });
await servers[0]?.kill();
process.stdout.write(`${JSON.stringify(servers.slice(1).map(({ port }) => port))}\n`);
await once(process.stdin, "end");
