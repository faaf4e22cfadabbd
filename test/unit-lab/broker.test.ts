import { expect, test } from "vitest";
import { ofType } from "../../engine/trace/of-type.ts";
import { internalsAt, messagesOf, stateOf } from "../../lab/src/panels/broker/broker.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { runOf } from "../../lab/src/session/run-of.ts";
import { requestOf, writtenSetup } from "../../lab/src/session/run-setup.ts";
import type { TraceIndex } from "../../lab/src/stage/trace/trace-index.ts";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";
import { TraceBuilder } from "./trace-builder.ts";

test("two messages, one of them delivered twice: each counter under its JetStream name", () => {
  const index = new TraceBuilder()
    .starts(0, "worker-1", "worker")
    .sends(0, "order-1", 1)
    .sends(0, "order-2", 2)
    .sends(0, "order-3", 3)
    .delivers(300, "worker-1", "order-2", 2)
    .delivers(310, "worker-2", "order-1", 1)
    .crashes(400, "worker-1")
    .acks(600, "worker-2", "order-1", 1)
    .delivers(1_400, "worker-2", "order-2", 2, 2)
    .index();
  const at = (atMs: number) => {
    const { stream, consumer } = internalsAt(index, "orders", atMs);
    return Object.fromEntries([...stream, ...consumer].map(({ name, value }) => [name, value]));
  };
  expect(at(150)).toMatchObject({ messages: "3", num_pending: "3", num_ack_pending: "0", "ack_floor.stream_seq": "0" });
  expect(at(500)).toMatchObject({ messages: "3", num_pending: "1", num_ack_pending: "2", num_redelivered: "0" });
  // Acked: order-1. The visibility timeout of order-2 is over, and it is still one that was delivered.
  expect(at(1_290)).toMatchObject({
    ...{ messages: "2", first_seq: "2", last_seq: "3", num_pending: "1", num_ack_pending: "1", num_redelivered: "0" },
    ...{ "ack_floor.stream_seq": "1", "delivered.stream_seq": "2", "delivered.consumer_seq": "2" },
  });
  expect(at(1_400)).toMatchObject({ num_ack_pending: "1", num_redelivered: "1", "delivered.consumer_seq": "3" });
});

async function shipped(id: string): Promise<TraceIndex> {
  const scenario = await localRunner.check(
    SCENARIO_SOURCES.find((source) => source.id === id),
    id,
  );
  const request = requestOf(scenario, writtenSetup(scenario));
  return runOf(1, request, await localRunner.run(request)).index;
}

/**
 * No event says when exactly something reached the server: the canvas has it half way between two events. The broker may report
 * just before what reaches it at the same moment.
 */
const momentsAround = (at: number, hopMs: number) =>
  Array.from({ length: 2 * hopMs + 2 }, (_, i) => at - hopMs - 1 + i);

test("what is derived is what the broker reported, at its reports, give or take a hop", async () => {
  const differing: string[] = [];
  let reports = 0;
  for (const { id } of SCENARIO_SOURCES.filter((_, i) => i % 5 === 0)) {
    const index = await shipped(id);
    for (const { queue, at, stored, waiting, inFlight } of ofType(index.events, "queue-observed")) {
      reports++;
      const states = momentsAround(at, index.hopMs).map((ms) => stateOf(messagesOf(index).get(queue) ?? [], ms));
      // Each by itself: two of them may have changed at one moment, in either order.
      const isReported =
        states.some(({ messages }) => messages === stored) &&
        states.some(({ pending }) => pending === waiting) &&
        states.some(({ ackPending }) => ackPending === inFlight);
      const { messages, pending, ackPending } = stateOf(messagesOf(index).get(queue) ?? [], at);
      if (!isReported)
        differing.push(
          `${id} ${queue} ${at}: ${messages} ${pending} ${ackPending} for ${stored} ${waiting} ${inFlight}`,
        );
    }
  }
  expect(reports).toBeGreaterThan(50);
  expect(differing).toEqual([]);
});
