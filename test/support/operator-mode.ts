import { nkeys } from "@nats-io/nats-core";
import { wallNow } from "../../engine/clock/system-clock.ts";

type KeyPair = ReturnType<typeof nkeys.createUser>;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const coded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token in the form of NATS: signed by an NKey. */
function jwt(name: string, subject: KeyPair, issuer: KeyPair, nats: object): string {
  const claims = {
    jti: name,
    iat: Math.floor(wallNow() / 1000),
    iss: issuer.getPublicKey(),
    sub: subject.getPublicKey(),
    name,
    nats: { version: 2, ...nats },
  };
  const signed = `${coded({ typ: "JWT", alg: "ed25519-nkey" })}.${coded(claims)}`;
  return `${signed}.${Buffer.from(issuer.sign(encoder.encode(signed))).toString("base64url")}`;
}

const NO_LIMITS = { subs: -1, data: -1, payload: -1 };
const ACCOUNT_LIMITS = {
  ...{ ...NO_LIMITS, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 },
  ...{ mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 },
};

/**
 * What a server in operator mode is configured with, and the credentials file of one of its users, as `nsc` would make them.
 */
export function operatorMode(): { readonly config: string; readonly credentials: string } {
  const [operator, system, account] = [nkeys.createOperator(), nkeys.createAccount(), nkeys.createAccount()];
  const user = nkeys.createUser();
  const accounts = [
    [
      system,
      jwt("SYS", system, operator, { type: "account", limits: { ...ACCOUNT_LIMITS, mem_storage: 0, disk_storage: 0 } }),
    ],
    [account, jwt("shop", account, operator, { type: "account", limits: ACCOUNT_LIMITS })],
  ] as const;
  const preload = accounts.map(([key, token]) => `${key.getPublicKey()}: "${token}"`).join("\n");
  const config = [
    `operator: "${jwt("ours", operator, operator, { type: "operator" })}"`,
    `system_account: "${system.getPublicKey()}"`,
    `resolver: MEMORY`,
    `resolver_preload: {\n${preload}\n}`,
  ].join("\n");
  const token = jwt("ann", user, account, { type: "user", pub: {}, sub: {}, ...NO_LIMITS });
  const seed = decoder.decode(user.getSeed());
  const credentials =
    `-----BEGIN NATS USER JWT-----\n${token}\n------END NATS USER JWT------\n\n` +
    `-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`;
  return { config, credentials };
}
