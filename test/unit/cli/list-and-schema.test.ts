import { describe, expect, test } from "vitest";
import { z } from "zod";
import { SCENARIO_SOURCES } from "../../../scenarios/index.ts";
import { cli } from "../../support/cli.ts";
import { SMALL_SOURCE } from "../../support/traces.ts";

type Listed = {
  id: string;
  title: string;
  shows: string;
  brokers: string[];
  knobs: { id: string; default: unknown; meaning: string }[];
  variants: { id: string }[];
};

describe.concurrent("list and schema", () => {
  test("list --json: id, title, what it shows, brokers and knobs with their defaults", async () => {
    const { code, stdout, stderr } = await cli(["list", "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    const listed = JSON.parse(stdout) as Listed[];
    expect(listed.map(({ id }) => id)).toEqual([
      "start-here",
      "decouple-slow-step",
      "burst",
      "life-of-a-message",
      "competing-consumers",
      "three-words",
      "crash-redelivery",
      "double-charge",
      "at-least-once",
      "ackwait-too-short",
      "selective-ack",
      "dedup-window",
      "zombie-late-ack",
      "broker-restart",
      "leader-dies",
      "retry-backoff",
      "poison-dlq",
      "dlq-desk",
      "dlq-black-hole",
      "best-effort-order",
      "fifo-groups",
      "prefetch-hoarding",
      "push-pull",
      "priority",
      "delay-ttl",
      "rate-limited",
      "backlog",
      "graceful-stop",
      "queue-vs-log",
      "fan-out",
      "partition-order",
      "message-taxonomy",
      "correlation-id",
      "lost-reply",
      "late-reply",
      "stale-reply",
      "requester-crash",
      "work-outlives-caller",
      "glue-happy",
      "glue-double-command",
      "glue-out-of-order",
      "glue-coordinator-crash",
      "glue-lost-timer",
      "glue-late-reply",
      "glue-missing-compensation",
      "glue-dual-write",
      "glue-stuck-unseen",
      "what-an-orchestrator-is",
      "glue-retry-storm",
      "naive-restore",
      "flow-version-change",
      "one-step-job",
      "orchestrator-not-magic",
      "three-tools",
    ]);
    for (const one of listed) {
      expect(one).toMatchObject({
        title: expect.any(String) as string,
        shows: expect.any(String) as string,
        // No network in WebAssembly: three servers cannot find each other there.
        brokers: one.id === "leader-dies" ? ["sim", "nats"] : ["sim", "nats", "wasm"],
      });
      for (const knob of one.knobs)
        expect([typeof knob.id, typeof knob.meaning, knob.default === undefined]).toEqual(["string", "string", false]);
    }
    expect(listed.find(({ id }) => id === "crash-redelivery")?.knobs.find(({ id }) => id === "ack-wait")?.default).toBe(
      3_000,
    );
  });

  test("list for people names each scenario and knob, without escape codes", async () => {
    const { code, stdout } = await cli(["list"]);
    expect(code).toBe(0);
    for (const { id, shows, knobs } of SCENARIO_SOURCES) {
      expect(stdout).toContain(`${id}  `);
      expect(stdout).toContain(shows);
      for (const knob of knobs ?? []) expect(stdout).toContain(`${knob.id}=`);
    }
    // oxlint-disable-next-line no-control-regex -- escape codes are what must not be there
    expect(stdout).not.toMatch(/\u001b/);
  });

  test("schema prints a JSON Schema that accepts our own scenarios and refuses wrong ones", async () => {
    const { code, stdout } = await cli(["schema"]);
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as Parameters<typeof z.fromJSONSchema>[0];
    const schema = z.fromJSONSchema(document);
    for (const source of SCENARIO_SOURCES)
      expect(schema.safeParse(JSON.parse(JSON.stringify(source))).error, source.id).toBeUndefined();
    expect(schema.safeParse({ ...SMALL_SOURCE, seed: -1 }).success).toBe(false);
    expect(schema.safeParse({ ...SMALL_SOURCE, sed: 1 }).success).toBe(false);
    expect(schema.safeParse({ ...SMALL_SOURCE, queues: [{}] }).success).toBe(false);
  });

  test("--help tells the commands and the exit codes, and exits 0", async () => {
    const { code, stdout } = await cli(["--help"]);
    expect(code).toBe(0);
    for (const word of ["list", "run", "validate", "schema", "replay", "Exit codes"]) expect(stdout).toContain(word);
  });
});
