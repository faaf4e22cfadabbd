import { describe, expect, test } from "vitest";
import { readServers, shownServer } from "../../../engine/broker/server-url.ts";

const GOOD: readonly (readonly [string, object])[] = [
  ["nats://127.0.0.1:4222", { hosts: ["127.0.0.1:4222"], tls: false, credentials: null }],
  ["nats://host", { hosts: ["host:4222"], tls: false, credentials: null }],
  ["host:80", { hosts: ["host:80"], tls: false, credentials: null }],
  ["tls://host:443", { hosts: ["host:443"], tls: true, credentials: null }],
  ["nats://[::1]:4222", { hosts: ["[::1]:4222"], tls: false, credentials: null }],
  ["nats://ann:secret@host", { hosts: ["host:4222"], tls: false, credentials: { user: "ann", password: "secret" } }],
  ["nats://a%40b:p%3A%25@host", { hosts: ["host:4222"], tls: false, credentials: { user: "a@b", password: "p:%" } }],
  ["nats://token@host", { hosts: ["host:4222"], tls: false, credentials: { token: "token" } }],
];

describe("the address of a server", () => {
  test.each(GOOD)("%s", (url, read) => expect(readServers([url])).toEqual(read));

  test("several servers share the credentials that one of them has, and TLS", () => {
    expect(readServers(["nats://ann:secret@a", "tls://b:4223"])).toEqual({
      hosts: ["a:4222", "b:4223"],
      tls: true,
      credentials: { user: "ann", password: "secret" },
    });
  });

  test.each([
    ["http://ann:secret@host", "server http://host: found http://, expected the address of a nats-server"],
    ["nats://ann:secret@", "server (an address that cannot be read): found no host, expected the address"],
    ["nats://ann:secret@ho st", "server (an address that cannot be read): found no host, expected the address"],
    ["nats://ann:secret%@host", "server nats://host: found a % in the user or password"],
  ])("%s is refused without its password", (url, message) => {
    const reading = () => readServers([url]);
    expect(reading).toThrow(message);
    expect(reading).not.toThrow("secret");
  });

  test("different users of one cluster are refused", () => {
    expect(() => readServers(["nats://ann:secret@a", "nats://bob:secret@b"])).toThrow(
      "server nats://a, nats://b: found different credentials",
    );
  });

  test("is shown without user and password", () => {
    expect(shownServer("nats://ann:secret@host:4223")).toBe("nats://host:4223");
    expect(shownServer("ann:secret@host")).toBe("nats://host");
  });
});
