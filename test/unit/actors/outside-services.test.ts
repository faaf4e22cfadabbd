import { expect, test } from "vitest";
import { startOutsideServices } from "../../../engine/actors/outside-services.ts";
import { requestEffect, type EffectRequest } from "../../../engine/actors/outside-client.ts";
import { createSimBroker } from "../../../engine/broker/sim-broker.ts";
import { createRecorder, type RecordedEvent } from "../../../engine/trace/recorder.ts";
import { inVirtualTime } from "../../support/virtual.ts";

/**
 * What the outside services made of these requests, one after the other, over the simulated broker, whose server is killed so long after
 * each of them, and back a little later.
 */
function asked(
  requests: readonly Partial<EffectRequest>[],
  killedAfterMs: number | null = null,
): Promise<(string | boolean)[][]> {
  return inVirtualTime(async (clock) => {
    const recorded: RecordedEvent[] = [];
    const told: (string | boolean)[][] = [];
    const broker = createSimBroker({ clock, hopMs: 1 });
    const connection = await broker.connect("test");
    const stamp = () => ({ at: clock.now(), tick: clock.tick });
    const sink = (event: RecordedEvent) => recorded.push(event);
    startOutsideServices(connection, "ns", createRecorder({ actor: "outside", incarnation: 1, stamp, sink }));
    for (const request of requests) {
      const whole = { effect: "ship", job: "order-1", amountCents: 0, key: null, undoes: null, ...request };
      if (killedAfterMs !== null) clock.setTimeout(() => void broker.servers.kill("nats-1"), killedAfterMs);
      if (killedAfterMs !== null) clock.setTimeout(() => void broker.servers.start("nats-1"), killedAfterMs + 5);
      const { duplicate, prevented } = await requestEffect({ connection, namespace: "ns" }, whole, "test/1/1");
      told.push([recorded.map(({ type }) => type).join(), duplicate, prevented]);
      recorded.length = 0;
    }
    return told;
  });
}

const ship = { effect: "ship", key: "order-1/ship" };
const recall = { effect: "recall", key: "order-1/recall", undoes: { effect: "ship", key: "order-1/ship" } };

test("X1: without a key it is done each time", async () => {
  expect(await asked([{}, {}])).toEqual([
    ["effect-applied", false, false],
    ["effect-applied", false, false],
  ]);
});

test("X2: with a key it is done once", async () => {
  expect(await asked([ship, ship])).toEqual([
    ["effect-applied", false, false],
    ["effect-deduplicated", true, false],
  ]);
});

test("X3: what was done is compensated; what was not is prevented from coming", async () => {
  expect(await asked([ship, recall, recall])).toEqual([
    ["effect-applied", false, false],
    ["effect-applied", false, false],
    ["effect-deduplicated", true, false],
  ]);
  expect(await asked([recall, ship])).toEqual([
    ["effect-prevented", false, false],
    ["effect-deduplicated", false, true],
  ]);
});

test("X4: an older fencing token is refused once a newer one has been there, for the same job only", async () => {
  const charge = { effect: "charge", amountCents: 5 };
  expect(
    await asked([
      { ...charge, token: 2 },
      { ...charge, token: 1 },
      { ...charge, job: "order-2", token: 1 },
    ]),
  ).toEqual([
    ["effect-applied", false, false],
    ["effect-refused", false, false],
    ["effect-applied", false, false],
  ]);
});

test.each([0, 1, 2, 3, 4, 5])("X5: with the server killed %i ms after it left, a call is heard once", async (ms) => {
  expect(await asked([{}, {}], ms)).toEqual([
    ["effect-applied", false, false],
    ["effect-applied", false, false],
  ]);
});
