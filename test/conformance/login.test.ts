import { nkeys } from "@nats-io/nats-core";
import { connect as natsConnect } from "@nats-io/transport-node";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BadInputError, connect, type Login, NoBrokerError } from "../../engine/index.ts";
import { cli } from "../support/cli.ts";
import { type ConfiguredServer, configuredServer, JETSTREAM } from "../support/configured-server.ts";
import { operatorMode } from "../support/operator-mode.ts";
import { reportOf } from "./on-the-server.ts";

/** Every way to log in at a server: for programs, and for the command line with the processes of its actors. */
type Way = {
  readonly name: string;
  /** The server's configuration. */
  readonly config: string;
  readonly login: Login;
  /** What must never be shown. */
  readonly secret: string;
  readonly wrong: Login;
  /** Variables of the command line; `FILE` stands for a file with the secret. */
  readonly env: Readonly<Record<string, string>>;
};

const FILE = "(a file)";
const user = nkeys.createUser();
const seedOf = (pair: ReturnType<typeof nkeys.createUser>) => new TextDecoder().decode(pair.getSeed());
const operator = operatorMode();

const WAYS: readonly Way[] = [
  {
    name: "user and password",
    config: 'authorization { user: "ann", password: "s:c@et%" }',
    login: { user: "ann", password: "s:c@et%" },
    secret: "s:c@et%",
    wrong: { user: "ann", password: "guessed-one" },
    env: { NATS_USER: "ann", NATS_PASSWORD: "s:c@et%" },
  },
  {
    name: "token",
    config: 'authorization { token: "t0k3n-of-ours" }',
    login: { token: "t0k3n-of-ours" },
    secret: "t0k3n-of-ours",
    wrong: { token: "guessed-one" },
    env: { NATS_TOKEN: "t0k3n-of-ours" },
  },
  {
    name: "NKey",
    config: `authorization { users: [ { nkey: ${user.getPublicKey()} } ] }`,
    login: { nkeySeed: seedOf(user) },
    secret: seedOf(user),
    wrong: { nkeySeed: seedOf(nkeys.createUser()) },
    env: { NATS_NKEY: FILE },
  },
  {
    name: "credentials file",
    config: operator.config,
    login: { credentials: operator.credentials },
    secret: /SU[A-Z0-9]{50,}/.exec(operator.credentials)?.[0] ?? "",
    wrong: { credentials: operatorMode().credentials },
    env: { NATS_CREDS: FILE },
  },
];

let server: ConfiguredServer;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ackademy-login-"));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  server = await configuredServer();
});
afterEach(() => server.close());

/** The error with which `connect` refuses. */
async function refusal(options: Parameters<typeof connect>[0]): Promise<Error> {
  const thrown: unknown = await connect(options).then(
    (client) => client.close(),
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(Error);
  return thrown as Error;
}

const shown = (thing: unknown) => inspect(thing, { depth: 12, showHidden: true });

async function environment({ env, login }: Way): Promise<Record<string, string>> {
  const file = join(folder, "secret");
  await writeFile(file, "nkeySeed" in login ? login.nkeySeed : "credentials" in login ? login.credentials : "");
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value === FILE ? file : value]));
}

describe.each(WAYS.map((way) => [way.name, way] as const))("%s", (_name, way) => {
  beforeEach(() => server.start(`${JETSTREAM}\n${way.config}`));

  test("a program logs in; a wrong or missing login is refused with what to do; none is ever shown", async () => {
    const client = await connect({ servers: server.url, login: way.login });
    const queue = await client.queue({ name: "mails" });
    expect(await queue.send({ id: "one", payload: {} })).toMatchObject({ duplicate: false });
    expect(shown(client)).not.toContain(way.secret);
    await client.close();

    const wrong = await refusal({ servers: server.url, login: way.wrong });
    expect(wrong).toBeInstanceOf(NoBrokerError);
    expect((wrong as NoBrokerError).remedy).toContain("Check the login");
    for (const secret of Object.values(way.wrong)) expect(shown(wrong)).not.toContain(secret);
    const missing = await refusal({ servers: server.url });
    expect((missing as NoBrokerError).remedy).toContain("Give a login");
  });

  test("the command line and its processes log in by the environment; trace and output do not show it", async () => {
    const trace = join(folder, "run.jsonl");
    const args = ["run", "crash-redelivery", "--broker", "nats", "--server", server.url, "--json", "--trace", trace];
    const { code, stdout, stderr } = await cli(args, await environment(way));
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("error")]);
    expect(reportOf(stdout).verdict).toBe("passed");
    expect(stdout + stderr + (await readFile(trace, "utf8"))).not.toContain(way.secret);
    const list = await cli(["dlq", "list", "nothing", "--server", server.url], await environment(way));
    expect(list.stderr).toContain("nothing");
    expect(list.code).toBe(2);
  });
});

const pem = (name: string) => fileURLToPath(new URL(`../support/tls/${name}.pem`, import.meta.url));

describe("TLS with an authority and a client's certificate of one's own", () => {
  beforeEach(() => {
    const [cert, key, ca] = [pem("server"), pem("server-key"), pem("ca")].map((file) => JSON.stringify(file));
    return server.start(`${JETSTREAM}\ntls { cert_file: ${cert}, key_file: ${key}, ca_file: ${ca}, verify: true }`);
  });

  test("a program connects with both, and is told what is missing", async () => {
    const [ca, cert, key] = await Promise.all(
      ["ca", "client", "client-key"].map((name) => readFile(pem(name), "utf8")),
    );
    const tls = { ca: ca ?? "", cert: cert ?? "", key: key ?? "" };
    const client = await connect({ servers: server.url, tls });
    expect(await (await client.queue({ name: "mails" })).inspect()).toMatchObject({ stored: 0 });
    // Node's own socket keeps the key, deep inside.
    expect(inspect(client)).not.toContain(tls.key.split("\n")[1]);
    await client.close();
    const anonymous = (await refusal({ servers: server.url, tls: { ca: tls.ca } })) as NoBrokerError;
    expect(anonymous.remedy).toContain("`tls.cert` and `tls.key`");
    const distrustful = (await refusal({
      servers: server.url,
      tls: { cert: tls.cert, key: tls.key },
    })) as NoBrokerError;
    expect(distrustful.remedy).toContain("`tls.ca`");
  });

  test("the command line takes the files from the environment", async () => {
    const files = { NATS_CA: pem("ca"), NATS_CERT: pem("client"), NATS_KEY: pem("client-key") };
    const { code, stdout, stderr } = await cli(
      ["run", "crash-redelivery", "--broker", "nats", "--server", server.url, "--json"],
      files,
    );
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("error")]);
    expect(reportOf(stdout).verdict).toBe("passed");
  });
});

describe("connections", () => {
  test("a connection of the program's own is used, and left open", async () => {
    await server.start(JETSTREAM);
    const connection = await natsConnect({ servers: server.url });
    const client = await connect({ connection, namespace: "own" });
    const queue = await client.queue({ name: "mails" });
    expect(await queue.send({ id: "one", payload: {} })).toMatchObject({ duplicate: false });
    await client.close();
    expect(connection.isClosed()).toBe(false);
    await connection.close();
  });

  test("with waitOnFirstConnect, a program waits for a server that is not up yet", async () => {
    const waiting = connect({ servers: server.url, waitOnFirstConnect: true, reconnectTimeWaitMs: 50 });
    await expect(connect({ servers: server.url })).rejects.toThrow("no nats-server answers");
    await server.start(JETSTREAM);
    await (await waiting).close();
  });
});

describe("what is wrong is said without the secret", () => {
  test.each([
    ["a seed that is none", { nkeySeed: "SUNOSEEDATALL" }, "login: nkeySeed: cannot be read"],
    ["credentials that are none", { credentials: "no-credentials-at-all" }, "login: credentials: cannot be read"],
  ] as const)("%s", async (_name, login, message) => {
    const error = await refusal({ servers: "nats://127.0.0.1:4", login });
    expect(error).toBeInstanceOf(BadInputError);
    expect(error.message).toBe(message);
    expect(shown(error)).not.toContain(Object.values(login)[0]);
  });

  test("a login in the address as well as beside it", async () => {
    const error = await refusal({ servers: "nats://ann:pw-of-ann@127.0.0.1:4", login: { token: "t-of-ann" } });
    expect(error.message).toContain("found a login, and another one in the address");
    expect(shown(error)).not.toMatch(/pw-of-ann|t-of-ann/);
  });

  test.each([
    ["a login in --server", ["--server", "nats://ann:pw-of-ann@127.0.0.1:4"], {}, "everybody on this machine"],
    ["two logins", ["--server", "nats://127.0.0.1:4"], { NATS_USER: "ann", NATS_TOKEN: "t-of-ann" }, "Set only one"],
    ["half a certificate", ["--server", "nats://127.0.0.1:4"], { NATS_CERT: "x" }, "Set both"],
    ["a file that is missing", ["--server", "nats://127.0.0.1:4"], { NATS_CREDS: "/no/such" }, "NATS_CREDS=/no/such"],
  ] as const)("%s, on the command line", async (_name, args, env, expected) => {
    const { code, stdout, stderr } = await cli(["run", "crash-redelivery", "--broker", "nats", ...args], env);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(expected);
    expect(stderr).not.toMatch(/pw-of-ann|t-of-ann/);
  });
});
