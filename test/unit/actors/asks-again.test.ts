import { expect, test } from "vitest";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import { validateScenario } from "../../../engine/scenario/validate.ts";
import { requesterCrash } from "../../../scenarios/requester-crash.ts";
import { requestFor } from "../../support/runs.ts";

test.each([
  [true, ["order-1", "order-2", "order-3"]],
  [false, []],
])("a requester that was started again and asks again (%s) uses the same names", async (asksAgain, again) => {
  const requesters = requesterCrash.requesters?.map((one) => ({ ...one, asksAgain }));
  const scenario = validateScenario({ ...requesterCrash, requesters }, "asks again");
  const { events } = await runVirtual(requestFor(scenario));
  const asked = events.flatMap((event) =>
    event.type === "request-sent" && event.incarnation === 2 ? [event.request] : [],
  );
  expect(asked).toEqual(again);
});
