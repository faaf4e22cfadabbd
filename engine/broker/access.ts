import {
  type Authenticator,
  credsAuthenticator,
  nkeyAuthenticator,
  tokenAuthenticator,
  usernamePasswordAuthenticator,
} from "@nats-io/nats-core";
import { BadInputError } from "../kernel/errors.ts";

/** How a program identifies itself to a server. No error, log or trace shows it. */
export type Login =
  | { readonly user: string; readonly password: string }
  | { readonly token: string }
  /** The seed of an NKey of a user, which begins with `SU`. */
  | { readonly nkeySeed: string }
  /** The text of a credentials file: a JWT, and the seed of its NKey. */
  | { readonly credentials: string };

/** For servers with TLS: texts in PEM, as in the files. */
export type TlsSettings = {
  /** The certificates of the authorities that the program accepts, in place of Node's. */
  readonly ca?: string;
  /** The program's own certificate and its key, for a server that verifies its clients. */
  readonly cert?: string;
  readonly key?: string;
  /** The server expects TLS from the first byte on (`handshake_first`). */
  readonly handshakeFirst?: boolean;
};

/** Plain data, because the processes of actors need it too. With `tls`, a server without TLS is refused. */
export type Access = { readonly login?: Login; readonly tls?: TlsSettings };

const encoder = new TextEncoder();

/**
 * The client's authenticator for a login. It holds the secret in a closure, so that a connection that is printed does not show it.
 * @throws BadInputError for a seed or a credentials file that cannot be read; the error does not contain it
 */
export function authenticatorFor(login: Login): Authenticator {
  if ("user" in login) return usernamePasswordAuthenticator(login.user, login.password);
  if ("token" in login) return tokenAuthenticator(login.token);
  if ("nkeySeed" in login) {
    const remedy = "Give the seed of a user's NKey, which begins with SU.";
    return tried(nkeyAuthenticator(encoder.encode(login.nkeySeed.trim())), "nkeySeed", remedy);
  }
  const remedy =
    "Give the whole text of the file, with its BEGIN and END lines, for example from `nsc generate creds`.";
  return tried(credsAuthenticator(encoder.encode(login.credentials)), "credentials", remedy);
}

/** The client would tell only when a server asks, and in its own words. */
function tried(authenticator: Authenticator, field: string, remedy: string): Authenticator {
  try {
    authenticator("a nonce");
    return authenticator;
  } catch {
    throw new BadInputError(`login: ${field}`, "cannot be read", remedy);
  }
}
