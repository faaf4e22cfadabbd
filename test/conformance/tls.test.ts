import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../engine/index.ts";
import { NoBrokerError } from "../../engine/kernel/errors.ts";
import { cli } from "../support/cli.ts";
import { type ConfiguredServer, configuredServer, JETSTREAM } from "../support/configured-server.ts";
import { reportOf } from "./on-the-server.ts";

/** Certificates that `test/support/tls/make.sh` has made: of an authority of our own, and of a server on this machine. */
const pem = (name: string) => fileURLToPath(new URL(`../support/tls/${name}.pem`, import.meta.url));
const OUR_AUTHORITY = { NODE_EXTRA_CA_CERTS: pem("ca") };

let server: ConfiguredServer;
beforeAll(async () => {
  server = await configuredServer();
  const files = `cert_file: ${JSON.stringify(pem("server"))}, key_file: ${JSON.stringify(pem("server-key"))}`;
  await server.start(`${JETSTREAM}\ntls { ${files} }`);
});
afterAll(() => server.close());

const at = (scheme: string) => `${scheme}://127.0.0.1:${server.port}`;

test.each(["tls", "nats"])(
  "%s:// connects to a server with TLS whose authority is known, from all processes",
  async (scheme) => {
    const args = ["run", "crash-redelivery", "--broker", "nats", "--server", at(scheme), "--json"];
    const { code, stdout, stderr } = await cli(args, OUR_AUTHORITY);
    expect([code, stderr.includes("certificate")]).toEqual([0, false]);
    expect(reportOf(stdout).verdict).toBe("passed");
  },
);

test.each(["tls", "nats"])(
  "%s:// to a server whose authority nobody knows is refused, with what to do",
  async (scheme) => {
    const thrown: unknown = await connect({ servers: at(scheme) }).then(
      (client) => client.close(),
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(NoBrokerError);
    const { message, remedy } = thrown as NoBrokerError;
    expect(message).toContain(`the TLS connection to ${at(scheme)} failed: `);
    expect(message).toMatch(/certificate/);
    expect(remedy).toContain("NODE_EXTRA_CA_CERTS=");
  },
);
