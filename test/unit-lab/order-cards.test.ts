import { expect, test } from "vitest";
import { DAMAGES } from "../../engine/flow/order/damage.ts";
import { orderCards } from "../../lab/src/stage/flow/order-cards.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { runOf } from "../../lab/src/session/run-of.ts";
import { requestOf, writtenSetup } from "../../lab/src/session/run-setup.ts";
import { glueHappy } from "../../scenarios/glue-happy.ts";
import { HAND_MADE, traceOfHandMade } from "../support/orders/outcomes.ts";

const scenario = await localRunner.check(glueHappy, glueHappy.id);
const request = requestOf(scenario, writtenSetup(scenario));
const ran = await localRunner.run(request);

test.each(HAND_MADE.map((one) => [one.what, one] as const))("the card of an order that is %s", (_what, one) => {
  const events = traceOfHandMade(one);
  const { index } = runOf(0, request, { ...ran, outcome: { ...ran.outcome, events } });
  const [card] = orderCards(index, index.endMs);
  expect(card?.damage).toEqual(one.damage.map((kind) => DAMAGES[kind]));
});
