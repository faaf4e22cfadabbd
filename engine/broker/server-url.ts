import { BadInputError } from "../kernel/errors.ts";
import type { Login } from "./access.ts";

/** Addresses of servers, in the form that the client uses: from a URL, it reads only host and port. */
export type ServerAddresses = {
  /** `host:port` each. */
  readonly hosts: readonly string[];
  /** True for `tls://`: the client then refuses a server without TLS. */
  readonly tls: boolean;
  readonly credentials: Login | null;
};

const DEFAULT_PORT = 4222;

/**
 * Reads addresses of the form `nats://host:port` or `tls://host:port`, optionally with `user:password@` or `token@` before the
 * host. Several servers are one cluster: they share the credentials, and if one is `tls://`, all are.
 * @throws BadInputError, which never shows a password
 */
export function readServers(urls: readonly string[]): ServerAddresses {
  const all = urls.map(readServer);
  if (all.length === 0) throw badServer("list", "found no address");
  const known = all.map(({ credentials }) => credentials).filter((one) => one !== null);
  const [credentials = null] = known;
  if (known.some((one) => JSON.stringify(one) !== JSON.stringify(credentials)))
    throw badServer(urls.map(shownServer).join(", "), "found different credentials for the servers of one cluster");
  return { hosts: all.map(({ host }) => host), tls: all.some(({ tls }) => tls), credentials };
}

/** The address for display: without user, password and token. */
export function shownServer(url: string): string {
  const parsed = parse(url);
  return parsed === null ? "(an address that cannot be read)" : `${parsed.protocol}//${parsed.host}`;
}

/** Whether an address holds a user, a password or a token. */
export function hasCredentials(url: string): boolean {
  const parsed = parse(url);
  return parsed !== null && (parsed.username !== "" || parsed.password !== "");
}

function readServer(url: string): { readonly host: string; readonly tls: boolean; credentials: Login | null } {
  const parsed = parse(url);
  const shown = shownServer(url);
  if (parsed === null || parsed.hostname === "") throw badServer(shown, "found no host");
  const { protocol, hostname, port } = parsed;
  if (protocol !== "nats:" && protocol !== "tls:") throw badServer(shown, `found ${protocol}//`);
  const host = `${hostname}:${port === "" ? DEFAULT_PORT : port}`;
  return { host, tls: protocol === "tls:", credentials: credentialsIn(parsed, shown) };
}

function credentialsIn({ username, password: encoded }: URL, shown: string): Login | null {
  if (username === "" && encoded === "") return null;
  try {
    const [user, password] = [decodeURIComponent(username), decodeURIComponent(encoded)];
    return password === "" ? { token: user } : { user, password };
  } catch {
    throw badServer(shown, "found a % in the user or password that encodes no character (write %25 for a %)");
  }
}

/** Parses an address; its default scheme is `nats://`. */
function parse(url: string): URL | null {
  const text = url.trim();
  const whole = text.includes("://") ? text : `nats://${text}`;
  return URL.canParse(whole) ? new URL(whole) : null;
}

function badServer(where: string, what: string): BadInputError {
  const remedy = "Write addresses as nats://host:4222, tls://host:4222 or nats://user:password@host:4222.";
  return new BadInputError(`server ${where}`, `${what}, expected the address of a nats-server`, remedy);
}
