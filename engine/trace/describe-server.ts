import { familyOf } from "./family.ts";
import type { ServerEvent } from "./server-events.ts";

export const isOfServer = familyOf<ServerEvent["type"]>({
  "server-stopped": true,
  "server-started": true,
  "leader-seen": true,
  "connection-lost": true,
  "connection-restored": true,
});

/** One plain sentence for each event of a server; see describe.ts. */
export function describeServerEvent(actor: string, event: ServerEvent): string {
  switch (event.type) {
    case "server-stopped":
      return `the server ${event.server} is killed (kill -9)`;
    case "server-started":
      return `the server ${event.server} is up again, with what is on its disk`;
    case "leader-seen":
      return event.leader === null
        ? `nobody answers for ${event.queue}: the servers have to choose (no leader)`
        : `${event.leader} answers for ${event.queue} (leader)`;
    case "connection-lost":
      return `${actor} has lost its connection and tries again (reconnecting)`;
    case "connection-restored":
      return `${actor} is connected again`;
  }
}
