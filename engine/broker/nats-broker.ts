import { jetstreamManager } from "@nats-io/jetstream";
import { AuthorizationError, type NatsConnection, UserAuthenticationExpiredError } from "@nats-io/nats-core";
import { connect } from "@nats-io/transport-node";
import { errorText, NoBrokerError } from "../kernel/errors.ts";
import { dialsAfter, type Broker } from "./broker.ts";
import { assertApiLevel } from "./nats-server/version.ts";
import { readServers, type ServerAddresses, shownServer } from "./server-url.ts";

/** A real nats-server over TCP, or a cluster, of which the client uses any member. Node only. @throws BadInputError for an invalid address */
export function natsBroker(servers: string | readonly string[]): Broker {
  const urls = typeof servers === "string" ? [servers] : [...servers];
  const addresses = readServers(urls);
  const shown = urls.map(shownServer).join(", ");
  return { connect: (name, waitMs) => connectNats(addresses, shown, name, waitMs) };
}

/** @throws NoBrokerError when no server answers, or refuses the client. */
async function connectNats(
  { hosts, tls, credentials }: ServerAddresses,
  shown: string,
  name: string,
  waitMs: (() => number) | undefined,
): Promise<NatsConnection> {
  try {
    return await connect({
      ...{ servers: [...hosts], name, maxReconnectAttempts: -1, reconnectTimeWait: 250 },
      ...credentials,
      ...(tls ? { tls: {} } : {}),
      // Keeping a stack for each request, in case it fails, takes a fifth of the time of a job.
      noAsyncTraces: true,
      ...dialsAfter(waitMs),
    });
  } catch (thrown) {
    throw noConnection(thrown, shown, { tls, hasCredentials: credentials !== null });
  }
}

/** The error for a failed connection, with a remedy for its cause. */
function noConnection(
  thrown: unknown,
  shown: string,
  { tls, hasCredentials }: { readonly tls: boolean; readonly hasCredentials: boolean },
): NoBrokerError {
  const why = errorText(thrown);
  if (thrown instanceof AuthorizationError || thrown instanceof UserAuthenticationExpiredError) {
    const remedy = hasCredentials
      ? "Check the user and the password in the address; write % as %25, @ as %40 and : as %3A in them."
      : "Put the user and password into the address, as nats://user:password@host:4222, or a token, as nats://token@host:4222.";
    return new NoBrokerError(`the nats-server at ${shown} refused the connection: ${why}`, remedy, { cause: thrown });
  }
  if (isUntrusted(thrown)) {
    const remedy =
      "If your own authority signed the server's certificate, set NODE_EXTRA_CA_CERTS=ca.pem to the authority's certificate. " +
      "Otherwise, check the name, the dates and the authority of the server's certificate.";
    return new NoBrokerError(`the TLS connection to ${shown} failed: ${why}`, remedy, { cause: thrown });
  }
  if (tls && !isRefused(thrown)) {
    const remedy = "Enable TLS on the server, or connect with nats:// on a trusted network.";
    return new NoBrokerError(`the TLS connection to ${shown} failed: ${why}`, remedy, { cause: thrown });
  }
  return new NoBrokerError(
    `no nats-server answers at ${shown}: ${why}`,
    "Start one with JetStream: `nats-server -js`. (`scenario run` without --server starts a private one.)",
    { cause: thrown },
  );
}

/** Whether this process does not trust the server's certificate. A server with TLS also requires TLS of nats:// clients. */
function isUntrusted(thrown: unknown): boolean {
  const { code } = (thrown instanceof Error ? (thrown.cause ?? thrown) : {}) as { readonly code?: unknown };
  const shown = `${String(code)} ${errorText(thrown)}`;
  return /CERT|UNABLE_TO_VERIFY|certificate/.test(shown);
}

/** Whether no server listens at the address. */
function isRefused(thrown: unknown): boolean {
  return thrown instanceof Error && /refused|ENOTFOUND|EAI_AGAIN|timeout/i.test(thrown.message);
}

/** Checks that the engine can use the server. @throws NoBrokerError when it has no JetStream, or one that is too old */
export async function assertUsable(broker: Broker): Promise<void> {
  const connection = await broker.connect("check");
  try {
    const manager = await jetstreamManager(connection, { checkAPI: false });
    const account = await manager.getAccountInfo().catch((thrown: unknown) => {
      throw new NoBrokerError(
        `the nats-server has no JetStream: ${errorText(thrown)}`,
        "Start it with `-js`, or with a `jetstream {}` block in its configuration.",
        { cause: thrown },
      );
    });
    const { level } = account.api as { level?: number };
    assertApiLevel(level, connection.info?.version);
  } finally {
    await connection.close();
  }
}
