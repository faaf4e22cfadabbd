import { jetstreamManager } from "@nats-io/jetstream";
import {
  AuthorizationError,
  type ConnectionOptions,
  type NatsConnection,
  UserAuthenticationExpiredError,
} from "@nats-io/nats-core";
import { connect } from "@nats-io/transport-node";
import { BadInputError, errorText, NoBrokerError } from "../kernel/errors.ts";
import { type Access, authenticatorFor } from "./access.ts";
import { dialsAfter, type Broker } from "./broker.ts";
import { assertApiLevel } from "./nats-server/version.ts";
import { readServers, type ServerAddresses, shownServer } from "./server-url.ts";

/** How to connect, beside the addresses. */
export type NatsSettings = Access & {
  /** Waits for a server that is not up yet, for as long as it takes. */
  readonly waitOnFirstConnect?: boolean;
  /** How often a lost server is dialled again; without limit by default. */
  readonly maxReconnectAttempts?: number;
  /** The pause between two attempts, milliseconds; 250 by default. */
  readonly reconnectTimeWaitMs?: number;
};

type Dialled = ServerAddresses & { readonly shown: string };

/**
 * A real nats-server over TCP, or a cluster, of which the client uses any member. Node only.
 * @throws BadInputError for an invalid address, and for a login that cannot be read
 */
export function natsBroker(servers: string | readonly string[], settings: NatsSettings = {}): Broker {
  const urls = typeof servers === "string" ? [servers] : [...servers];
  const addresses = { ...readServers(urls), shown: urls.map(shownServer).join(", ") };
  const options = optionsOf(addresses, settings);
  return { connect: (name, waitMs) => connectNats(addresses, { ...options, name, ...dialsAfter(waitMs) }) };
}

function optionsOf({ hosts, tls, credentials }: Dialled, settings: NatsSettings): ConnectionOptions {
  if (credentials !== null && settings.login !== undefined)
    throw new BadInputError("login", "found a login, and another one in the address", "Leave one out.");
  const login = settings.login ?? credentials;
  return {
    servers: [...hosts],
    maxReconnectAttempts: settings.maxReconnectAttempts ?? -1,
    reconnectTimeWait: settings.reconnectTimeWaitMs ?? 250,
    ...(settings.waitOnFirstConnect === true ? { waitOnFirstConnect: true } : {}),
    ...(login === null ? {} : { authenticator: authenticatorFor(login) }),
    ...(tls || settings.tls !== undefined ? { tls: { ...settings.tls } } : {}),
    // Keeping a stack for each request, in case it fails, takes a fifth of the time of a job.
    noAsyncTraces: true,
  };
}

/** @throws NoBrokerError when no server answers, or refuses the client. */
async function connectNats({ shown }: Dialled, options: ConnectionOptions): Promise<NatsConnection> {
  try {
    return await connect(options);
  } catch (thrown) {
    throw noConnection(thrown, shown, {
      tls: options.tls !== undefined,
      hasLogin: options.authenticator !== undefined,
    });
  }
}

/** The error for a failed connection, with a remedy for its cause. */
function noConnection(
  thrown: unknown,
  shown: string,
  { tls, hasLogin }: { readonly tls: boolean; readonly hasLogin: boolean },
): NoBrokerError {
  const why = errorText(thrown);
  if (thrown instanceof AuthorizationError || thrown instanceof UserAuthenticationExpiredError) {
    const remedy = hasLogin
      ? "Check the login: the user and the password, the token, the NKey or the credentials. In an address, write % as %25, @ as %40 and : as %3A."
      : "Give a login: the option `login` of `connect`, or NATS_USER and NATS_PASSWORD, NATS_TOKEN, NATS_NKEY or NATS_CREDS for the command line.";
    return new NoBrokerError(`the nats-server at ${shown} refused the connection: ${why}`, remedy, { cause: thrown });
  }
  if (tls && isTimeout(thrown)) {
    // With TLS 1.3, a server that wants a certificate drops the client after the handshake, and the client only waits.
    const remedy =
      "Check the address. If the server verifies its clients, give a certificate that it knows: `tls.cert` and `tls.key` of " +
      "`connect`, or NATS_CERT and NATS_KEY for the command line.";
    return new NoBrokerError(`the nats-server at ${shown} does not answer over TLS: ${why}`, remedy, { cause: thrown });
  }
  if (isUntrusted(thrown)) {
    const remedy =
      "If your own authority signed the server's certificate, give its certificate: the option `tls.ca` of `connect`, NATS_CA=ca.pem " +
      "for the command line, or NODE_EXTRA_CA_CERTS=ca.pem. " +
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

function isTimeout(thrown: unknown): boolean {
  return thrown instanceof Error && /timeout/i.test(thrown.message);
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
    await assertUsableOver(connection);
  } finally {
    await connection.close();
  }
}

/** The same over a connection. */
export async function assertUsableOver(connection: NatsConnection): Promise<void> {
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
}
