import { expect, test } from "vitest";
import { NoBrokerError } from "../../engine/kernel/errors.ts";
import { remedyFor } from "../../engine/broker/nats-server/remedy.ts";
import { parseListening } from "../../engine/broker/nats-server/guarded-server.ts";
import { assertApiLevel, compareVersions, isNewEnough, parseVersion } from "../../engine/broker/nats-server/version.ts";

test.each([
  ["nats-server: v2.15.1\n", "2.15.1"],
  ["nats-server: v2.12.0-RC.3\n", "2.12.0-RC.3"],
  ["something else", undefined],
])("the version in %j is %s", (output, version) => {
  expect(parseVersion(output)).toBe(version);
});

test("versions are compared by number", () => {
  expect(compareVersions("2.9.10", "2.10.1")).toBeLessThan(0);
  expect(compareVersions("2.12", "2.12.0")).toBe(0);
  expect(["2.9.10", "2.10.27", "2.12.0", "2.14.0", "2.15.1", "3.0.0"].filter(isNewEnough)).toEqual([
    "2.14.0",
    "2.15.1",
    "3.0.0",
  ]);
});

test.each([undefined, 0, 1, 3])("a server of API level %s is refused, with what was found and what to do", (level) => {
  let thrown: unknown;
  try {
    assertApiLevel(level, "2.10.27");
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(NoBrokerError);
  const { message, remedy } = thrown as NoBrokerError;
  expect(message).toContain("2.10.27");
  expect(message).toContain(level === undefined ? "reports no JetStream API level" : `API level ${level}`);
  expect(message).toContain("2.14");
  expect(remedy).toContain("2.14");
});

test.each([4, 5])("a server of API level %s will do", (level) => {
  expect(() => assertApiLevel(level)).not.toThrow();
});

test.each([
  ["darwin", "brew install nats-server"],
  ["linux", "Debian forky or sid"],
  ["linux", "SHA256SUMS"],
  ["win32", "release archive"],
])("on %s the remedy says %j and how to name one's own", (platform, text) => {
  expect(remedyFor("2.14", platform)).toContain(text);
  expect(remedyFor("2.14", platform)).toContain("2.14");
  expect(remedyFor("2.14", platform)).toContain("ACKADEMY_NATS_SERVER");
});

test("port and process id come from a whole line of the server's log", () => {
  const line = "[123] 2026/01/01 00:00:00.000000 [INF] Listening for client connections on 127.0.0.1:45215";
  expect(parseListening(`${line}\n`)).toEqual({ pid: 123, port: 45215 });
  expect(parseListening(line.slice(0, -2)), "a port that is not written to its end").toBeUndefined();
});
