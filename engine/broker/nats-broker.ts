import { jetstreamManager } from "@nats-io/jetstream";
import { AuthorizationError, type NatsConnection, UserAuthenticationExpiredError } from "@nats-io/nats-core";
import { connect } from "@nats-io/transport-node";
import { errorText, NoBrokerError } from "../kernel/errors.ts";
import type { Broker } from "./broker.ts";
import { assertApiLevel } from "./nats-server/version.ts";
import { readServers, type ServerAddresses, shownServer } from "./server-url.ts";

/** A real nats-server over TCP, or several that are a cluster: whichever answers; Node only. @throws BadInputError */
export function natsBroker(servers: string | readonly string[]): Broker {
  const urls = typeof servers === "string" ? [servers] : [...servers];
  const addresses = readServers(urls);
  const shown = urls.map(shownServer).join(", ");
  return { connect: (name) => connectNats(addresses, shown, name) };
}

/** @throws NoBrokerError when nobody answers, or who answers cannot be used. */
async function connectNats(
  { hosts, tls, credentials }: ServerAddresses,
  shown: string,
  name: string,
): Promise<NatsConnection> {
  try {
    return await connect({
      ...{ servers: [...hosts], name, maxReconnectAttempts: -1, reconnectTimeWait: 250 },
      ...credentials,
      ...(tls ? { tls: {} } : {}),
      // A stack kept for each request, in case it fails, is a fifth of what a job costs.
      noAsyncTraces: true,
    });
  } catch (thrown) {
    throw noConnection(thrown, shown, { tls, hasCredentials: credentials !== null });
  }
}

/** What is wrong, in the words of whoever can mend it. */
function noConnection(
  thrown: unknown,
  shown: string,
  { tls, hasCredentials }: { readonly tls: boolean; readonly hasCredentials: boolean },
): NoBrokerError {
  const why = errorText(thrown);
  if (thrown instanceof AuthorizationError || thrown instanceof UserAuthenticationExpiredError) {
    const remedy = hasCredentials
      ? "Check the user and the password in its address; write % as %25, @ as %40 and : as %3A in them."
      : "Give user and password in its address, as nats://user:password@host:4222, or a token as nats://token@host:4222.";
    return new NoBrokerError(`the nats-server at ${shown} refuses us: ${why}`, remedy, { cause: thrown });
  }
  if (isUntrusted(thrown)) {
    const remedy =
      "If the server's certificate is signed by an authority of your own, name that one's certificate in the environment: " +
      "NODE_EXTRA_CA_CERTS=ca.pem. Otherwise check its certificate: its name, its dates, its authority.";
    return new NoBrokerError(`there is no TLS connection to ${shown}: ${why}`, remedy, { cause: thrown });
  }
  if (tls && !isRefused(thrown)) {
    const remedy = "Let the server offer TLS, or connect with nats:// if nobody can listen in on the way to it.";
    return new NoBrokerError(`there is no TLS connection to ${shown}: ${why}`, remedy, { cause: thrown });
  }
  return new NoBrokerError(
    `no nats-server answers at ${shown}: ${why}`,
    "Start one with JetStream: `nats-server -js`. (`scenario run` without --server starts one of its own.)",
    { cause: thrown },
  );
}

/** The server's certificate is not one that this process trusts: a server with TLS wants it of nats:// as well. */
function isUntrusted(thrown: unknown): boolean {
  const { code } = (thrown instanceof Error ? (thrown.cause ?? thrown) : {}) as { readonly code?: unknown };
  const shown = `${String(code)} ${errorText(thrown)}`;
  return /CERT|UNABLE_TO_VERIFY|certificate/.test(shown);
}

/** Nobody listens there. */
function isRefused(thrown: unknown): boolean {
  return thrown instanceof Error && /refused|ENOTFOUND|EAI_AGAIN|timeout/i.test(thrown.message);
}

/** @throws NoBrokerError when the server has no JetStream or one that is too old for what the engine asks of it. */
export async function assertUsable(broker: Broker): Promise<void> {
  const connection = await broker.connect("check");
  try {
    const manager = await jetstreamManager(connection, { checkAPI: false });
    const account = await manager.getAccountInfo().catch((thrown: unknown) => {
      throw new NoBrokerError(
        `the server has no JetStream: ${errorText(thrown)}`,
        "Start nats-server with `-js`, or with a `jetstream {}` block in its configuration.",
        { cause: thrown },
      );
    });
    const { level } = account.api as { level?: number };
    assertApiLevel(level, connection.info?.version);
  } finally {
    await connection.close();
  }
}
