import { expect, test } from "vitest";
import type { Job } from "../../../engine/queue/work/received-job.ts";
import { ReplyHeader } from "../../../engine/queue/headers.ts";
import { addressHeaders, returnAddress, type ReturnAddress } from "../../../engine/reply/headers.ts";

const address: ReturnAddress = {
  replyTo: "web-replies",
  correlation: "quote-1-try-2",
  request: "quote-1",
  try: 2,
  deadlineMs: 4_200,
};

function jobWith(headers: Readonly<Record<string, string>>): Job {
  return {
    id: "job-1",
    queue: "quotes",
    attempt: 1,
    deliveries: 1,
    streamSequence: 1,
    payload: null,
    header: (name) => headers[name] ?? null,
  };
}

test.each<[string, ReturnAddress]>([
  ["with a deadline", address],
  ["without a deadline", { ...address, deadlineMs: null }],
  ["with a deadline at the very beginning", { ...address, deadlineMs: 0 }],
])("a return address %s comes back as it was", (_name, given) => {
  expect(returnAddress(jobWith({ ...addressHeaders(given) }))).toEqual(given);
});

test("headers are texts under the engine's own names, and no deadline is no header", () => {
  expect(addressHeaders(address)).toEqual({
    "Ackademy-Reply-To": "web-replies",
    "Ackademy-Correlation": "quote-1-try-2",
    "Ackademy-Request": "quote-1",
    "Ackademy-Try": "2",
    "Ackademy-Deadline": "4200",
  });
  expect(addressHeaders({ ...address, deadlineMs: null })).not.toHaveProperty(ReplyHeader.Deadline);
});

test("a plain job has no return address; nor has one with half of it", () => {
  expect(returnAddress(jobWith({}))).toBeNull();
  expect(returnAddress(jobWith({ [ReplyHeader.To]: "web-replies" }))).toBeNull();
  expect(returnAddress(jobWith({ [ReplyHeader.Correlation]: "quote-1" }))).toBeNull();
});

test("return address and correlation id suffice: a first try of a request by that name", () => {
  expect(returnAddress(jobWith({ [ReplyHeader.To]: "web-replies", [ReplyHeader.Correlation]: "quote-1" }))).toEqual({
    replyTo: "web-replies",
    correlation: "quote-1",
    request: "quote-1",
    try: 1,
    deadlineMs: null,
  });
});
