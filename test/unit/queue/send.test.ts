import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { JetStreamApiError, type PubAck } from "@nats-io/jetstream";
import { NoRespondersError, RequestError, TimeoutError } from "@nats-io/nats-core";
import { wallNow } from "../../../engine/clock/system-clock.ts";
import { publishWithRetry } from "../../../engine/queue/send/send.ts";

const ACK: PubAck = { stream: "orders", seq: 1, duplicate: false };
const apiError = (code: number, err_code: number, description: string) =>
  new JetStreamApiError({ code, err_code, description });
const nobody = new Error("jetstream is not enabled", {
  cause: new RequestError("no responders", { cause: new NoRespondersError("orders") }),
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A publish that fails in these ways, one after the other, and then succeeds; how often it was tried, and for how long. */
async function outcomeOf(failures: readonly Error[]): Promise<{ tries: number; ms: number; failed: boolean }> {
  const startedAt = wallNow();
  let tries = 0;
  const outcome = publishWithRetry(() => {
    const failure = failures[tries++];
    return failure === undefined ? Promise.resolve(ACK) : Promise.reject(failure);
  }).then(
    () => false,
    () => true,
  );
  await vi.runAllTimersAsync();
  return { failed: await outcome, tries, ms: wallNow() - startedAt };
}

test.each([
  ["nobody is there for the queue", nobody],
  ["the cluster has no leader", apiError(503, 10009, "no suitable leader")],
  ["JetStream is unavailable for a while", apiError(503, 10008, "temporarily unavailable")],
])("while %s, a publish is tried again with pauses, for longer than a cluster chooses", async (_why, failure) => {
  const twelve = await outcomeOf(Array.from({ length: 12 }, () => failure));
  expect(twelve).toEqual({ failed: false, tries: 13, ms: 14_300 });
  expect(await outcomeOf(Array.from({ length: 13 }, () => failure))).toMatchObject({ failed: true, tries: 13 });
});

test.each([
  [true, { tries: 4, failed: true }],
  [false, { tries: 13, failed: true }],
])("after two pauses it asks once whether the queue is gone: %s", async (gone, expected) => {
  let tries = 0;
  const isGone = vi.fn(() => Promise.resolve(gone));
  const publish = () => {
    tries++;
    return Promise.reject(nobody);
  };
  const failed = publishWithRetry(publish, isGone).then(
    () => false,
    () => true,
  );
  await vi.runAllTimersAsync();
  expect({ tries, failed: await failed }).toEqual(expected);
  expect(isGone).toHaveBeenCalledTimes(1);
});

test("without an answer it is tried three times, and at once: each try has taken its time", async () => {
  const silence = new TimeoutError();
  expect(await outcomeOf([silence, silence])).toEqual({ failed: false, tries: 3, ms: 0 });
  expect(await outcomeOf([silence, silence, silence])).toEqual({ failed: true, tries: 3, ms: 0 });
});

test.each([
  ["the queue is full", apiError(503, 10077, "maximum messages exceeded")],
  ["the job is too large", apiError(400, 10054, "message size exceeds maximum allowed")],
])("that %s is not asked twice", async (_what, refusal) => {
  expect(await outcomeOf([refusal])).toEqual({ failed: true, tries: 1, ms: 0 });
});
