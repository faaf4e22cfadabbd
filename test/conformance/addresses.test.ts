import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../engine/index.ts";
import { NoBrokerError } from "../../engine/kernel/errors.ts";
import { type ConfiguredServer, configuredServer, JETSTREAM } from "../support/configured-server.ts";

/** What the client ignores of an address: its user, its password, and that it asks for TLS. */
let server: ConfiguredServer;
beforeAll(async () => {
  server = await configuredServer();
  await server.start(`${JETSTREAM}\nauthorization { user: "ann", password: "s:c@et%" }`);
});
afterAll(() => server.close());

const at = (credentials: string, scheme = "nats") => `${scheme}://${credentials}127.0.0.1:${server.port}`;

async function refusal(servers: string): Promise<NoBrokerError> {
  const thrown: unknown = await connect({ servers }).then(
    (client) => client.close(),
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(NoBrokerError);
  return thrown as NoBrokerError;
}

test("user and password of an address are used", async () => {
  const client = await connect({ servers: at("ann:s%3Ac%40et%25@") });
  const queue = await client.queue({ name: "mails" });
  expect(await queue.send({ id: "one", payload: {} })).toMatchObject({ duplicate: false });
  await client.close();
});

test("a wrong password is named as what is wrong, and not shown", async () => {
  const { message, remedy } = await refusal(at("ann:guessed@"));
  expect(message).toBe(`the nats-server at ${at("")} refused the connection: Authorization Violation`);
  expect(remedy).toContain("Check the login: the user and the password");
});

test("a missing password is named as what is missing", async () => {
  const { message, remedy } = await refusal(at(""));
  expect(message).toBe(`the nats-server at ${at("")} refused the connection: Authorization Violation`);
  expect(remedy).toContain("Give a login");
});

test("tls:// does not connect to a server that offers no TLS", async () => {
  const { message, remedy } = await refusal(at("ann:s%3Ac%40et%25@", "tls"));
  expect(message).toBe(`the TLS connection to ${at("", "tls")} failed: server does not support 'tls'`);
  expect(remedy).toContain("connect with nats://");
});
