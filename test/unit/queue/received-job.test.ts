import type { JsMsg } from "@nats-io/jetstream";
import { headers } from "@nats-io/nats-core";
import { expect, test } from "vitest";
import { namesOf, type QueueConfig } from "../../../engine/queue/names.ts";
import { decodeJob, PayloadError, receive } from "../../../engine/queue/work/received-job.ts";

const queue: QueueConfig = {
  name: "orders",
  namespace: "shop",
  ackWaitMs: 1_000,
  maxAttempts: 5,
  retry: { kind: "fixed", delayMs: 1 },
};

/** The fields of a client's message that are read here. */
function message(header: Readonly<Record<string, string>> | null, payload = "{}"): JsMsg {
  const all = headers();
  for (const [key, value] of Object.entries(header ?? {})) all.set(key, value);
  const fields = {
    seq: 42,
    info: { deliveryCount: 3 },
    headers: header === null ? undefined : all,
    json: () => JSON.parse(payload) as unknown,
  };
  return fields as unknown as JsMsg;
}

test("a job goes by its own name, else by its message id, else by its place in the stream", () => {
  const nameOf = (header: Readonly<Record<string, string>> | null) => receive(message(header), queue).delivery.job;
  expect(nameOf({ "Ackademy-Job": "order-1", "Nats-Msg-Id": "id-1" })).toBe("order-1");
  expect(nameOf({ "Nats-Msg-Id": "id-1" })).toBe("id-1");
  expect(nameOf({})).toBe("orders-seq-42");
  expect(nameOf(null)).toBe("orders-seq-42");
});

test("a delivery holds the stream sequence and the server's count, and knows what sent it", () => {
  const { delivery, sentBy } = receive(message({ "Ackademy-Job": "order-1", "Ackademy-Cause": "shop/1/2" }), queue);
  expect(delivery).toEqual({ queue: "orders", job: "order-1", streamSequence: 42, attempt: 3 });
  expect(sentBy).toBe("shop/1/2");
  expect(receive(message({}), queue).sentBy).toBeNull();
});

test("a payload is JSON, or an error that names the job", () => {
  expect(decodeJob(receive(message({ "Ackademy-Job": "order-1" }, "[1]"), queue), 2)).toEqual({
    id: "order-1",
    queue: "orders",
    attempt: 2,
    deliveries: 3,
    streamSequence: 42,
    payload: [1],
    header: expect.any(Function) as unknown,
  });
  const broken = () => decodeJob(receive(message({ "Ackademy-Job": "order-1" }, "{"), queue), 1);
  expect(broken).toThrow(PayloadError);
  expect(broken).toThrow("the payload of order-1 is not JSON");
});

test("a handler reads headers by name; one that is missing, or a message without any, gives null", () => {
  const job = decodeJob(receive(message({ "Ackademy-Job": "order-1", Tenant: "acme" }), queue), 1);
  expect([job.header("Tenant"), job.header("Ackademy-Job"), job.header("Nobody")]).toEqual(["acme", "order-1", null]);
  expect(decodeJob(receive(message(null), queue), 1).header("Tenant")).toBeNull();
});

test("two namespaces share no name on the server, and a queue's streams share no subject", () => {
  const [a, b] = [namesOf(queue), namesOf({ ...queue, namespace: "lab" })];
  expect(new Set([a.stream, a.deadStream, b.stream, b.deadStream]).size).toBe(4);
  expect(new Set([a.subject, a.deadSubject, b.subject, b.deadSubject]).size).toBe(4);
});
