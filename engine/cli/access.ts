import { readFile } from "node:fs/promises";
import type { Access, Login, TlsSettings } from "../broker/access.ts";
import { hasCredentials, shownServer } from "../broker/server-url.ts";
import { BadInputError, errorText } from "../kernel/errors.ts";

type Environment = { readonly [name: string]: string | undefined };

/** The variables of the `nats` command. Those that name a file are read. */
const LOGINS = ["NATS_USER", "NATS_TOKEN", "NATS_NKEY", "NATS_CREDS"] as const;

/** What `--help` says of them. */
export const ACCESS_HELP = `
A login for --server comes from the environment: NATS_USER and NATS_PASSWORD, NATS_TOKEN, or the file that NATS_NKEY (a
seed) or NATS_CREDS (credentials) names. For TLS, NATS_CA names the authority's certificate, NATS_CERT and NATS_KEY your own.`;

/**
 * How the command line identifies itself at this server, from the environment. Arguments hold no secrets, because everybody on
 * the machine sees them.
 * @throws BadInputError for credentials in the address, for more than one login, and for a file that cannot be read
 */
export async function accessFor(server: string, env: Environment = process.env): Promise<Access> {
  if (hasCredentials(server)) {
    const found = `found a login in the address ${shownServer(server)}, which everybody on this machine can see`;
    throw new BadInputError("--server", found, "Set NATS_USER and NATS_PASSWORD, or NATS_TOKEN, and leave it out.");
  }
  const login = await loginFrom(env);
  const tls = await tlsFrom(env);
  return { ...(login === null ? {} : { login }), ...(tls === null ? {} : { tls }) };
}

async function loginFrom(env: Environment): Promise<Login | null> {
  const found = LOGINS.filter((name) => isSet(env[name]));
  const [name] = found;
  if (name === undefined) return null;
  if (found.length > 1) {
    throw new BadInputError("the environment", `found ${found.join(" and ")}`, "Set only one of them.");
  }
  switch (name) {
    case "NATS_USER":
      return { user: env["NATS_USER"] ?? "", password: env["NATS_PASSWORD"] ?? "" };
    case "NATS_TOKEN":
      return { token: env["NATS_TOKEN"] ?? "" };
    case "NATS_NKEY":
      return { nkeySeed: await textOf(name, env) };
    case "NATS_CREDS":
      return { credentials: await textOf(name, env) };
  }
}

async function tlsFrom(env: Environment): Promise<TlsSettings | null> {
  const { NATS_CERT: cert, NATS_KEY: key } = env;
  if (isSet(cert) !== isSet(key)) {
    throw new BadInputError("the environment", "found only one of NATS_CERT and NATS_KEY", "Set both, or neither.");
  }
  const files = { NATS_CA: "ca", NATS_CERT: "cert", NATS_KEY: "key" } as const;
  const named = (Object.keys(files) as (keyof typeof files)[]).filter((name) => isSet(env[name]));
  if (named.length === 0) return null;
  const texts = await Promise.all(named.map(async (name) => [files[name], await textOf(name, env)] as const));
  return Object.fromEntries(texts);
}

async function textOf(name: string, env: Environment): Promise<string> {
  const file = env[name] ?? "";
  try {
    return await readFile(file, "utf8");
  } catch (thrown) {
    throw new BadInputError(`${name}=${file}`, `cannot be read: ${errorText(thrown)}`, "Check the path.", {
      cause: thrown,
    });
  }
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}
