import { expect, test } from "vitest";
import { getAt, setAt } from "../../../engine/kernel/paths.ts";
import { validateScenario } from "../../../engine/scenario/validate.ts";
import type { JsonValue } from "../../../engine/kernel/json.ts";
import { scenarioById } from "../../support/runs.ts";
import { resolveScenario } from "../../../engine/scenario/run/resolve.ts";

const resolved = (id: string, variant: string) =>
  resolveScenario({ scenario: scenarioById(id), variant, knobs: {} }) as unknown as JsonValue;
const oneStep = resolved("one-step-job", "orchestrated");
const order = resolved("glue-happy", "level-0");

/** A flow with one thing about it changed. */
const WRONG: readonly [name: string, base: JsonValue, path: string, value: JsonValue, message: string][] = [
  ["a queue of an order", order, "queues", (getAt(order, "queues") as JsonValue[]).slice(0, -1), 'found no "mail"'],
  ["a service of an order", order, "workers.mail.handler", { kind: "work", serviceMs: 1 }, "on mail, expected one"],
  ["whoever asks for orders", order, "requesters.shop.queue", "mail", 'found none for the queue "orders"'],
  ["the order asked about", order, "flow.ask", { order: "order-9", atMs: 1 }, "flow.ask.order"],
  ["the queue of a job", oneStep, "queues.orders.name", "jobs", 'found no "orders"'],
  ["the worker of a job", oneStep, "workers.payment.handler", { kind: "work", serviceMs: 1 }, 'handler "charge"'],
  ["glue for a job", oneStep, "flow.design", "glue-L2", 'drives flows of the kind "one-step"'],
  ["a naive design of an order", order, "flow.design", "naive-xstate", 'drives flows of the kind "order"'],
  [
    "a second version of a job",
    oneStep,
    "faults",
    [{ kind: "deploy", actor: "coordinator-1", at: { atMs: 1 } }],
    'expected a flow of the kind "order"',
  ],
  ["whoever is replaced", order, "faults", [{ kind: "deploy", actor: "mail-1", at: { atMs: 1 } }], "faults.0.actor"],
  [
    "the job at which it is",
    order,
    "faults",
    [{ kind: "deploy", actor: "coordinator-1", at: { job: "order-9-charge", point: "before-publish" } }],
    "faults.0.at.job",
  ],
  [
    "orders where there are none",
    oneStep,
    "claims",
    [{ id: "right", says: "Right", check: { kind: "orders", damaged: {} } }],
    "expected a scenario with a flow of orders",
  ],
];

test.each(WRONG)("%s is missed, or out of place", (_name, base, path, value, message) => {
  expect(() => validateScenario(setAt(base, path, value), "my.yaml")).toThrow(message);
});
