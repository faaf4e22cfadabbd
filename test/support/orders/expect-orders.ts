import { expect } from "vitest";
import { type Action, SERVICE_QUEUES } from "../../../engine/flow/order/order.ts";
import { eventsOf, type OrderRun } from "./order-lab.ts";

export type Expected = {
  readonly outcome: "completed" | "cancelled";
  /** What stands in the outside services afterwards. */
  readonly standing: readonly Action[];
  /** Every command that a service has run, each once, in any order. */
  readonly ran: readonly Action[];
  /** One that may have been given up before it was sent. */
  readonly mayHaveRun?: Action;
};

/** The order ended right: the shop knows, the outside services agrees, nothing happened twice, and nobody commanded it unknown. */
export function expectEnded(run: OrderRun, order: string, expected: Expected, where: string): void {
  const { outcome, standing, ran, mayHaveRun } = expected;
  expect(run.answers.get(order), `${where}: what the shop was told`).toEqual({
    outcome: "answered",
    result: { order, outcome },
    tries: 1,
  });
  expect(run.outside.standing(order), `${where}: what stands`).toEqual(standing);
  const applied = run.outside.applied.filter((one) => one.startsWith(`${order}/`));
  expect(applied, `${where}: each effect once`).toEqual([...new Set(applied)]);
  const runs = run.outside.runs.filter((one) => one.startsWith(`${order}/`));
  const all = mayHaveRun !== undefined && runs.includes(`${order}/${mayHaveRun}`) ? [...ran, mayHaveRun] : ran;
  const wanted = all.map((action) => `${order}/${action}`);
  expect(runs.toSorted(), `${where}: what services ran`).toEqual(wanted.toSorted());
  const ends = eventsOf(run, "flow-ended").filter(({ flow }) => flow === order);
  expect(new Set(ends.map((event) => event.outcome)), `${where}: what the flow believes`).toEqual(new Set([outcome]));
}

/** Every command in a service's queue was decided by a flow, and is there once. */
export function expectCommandsKnown(run: OrderRun, where: string): void {
  const services: readonly string[] = SERVICE_QUEUES;
  const stored = eventsOf(run, "job-stored").filter(({ queue }) => services.includes(queue));
  const commanded = new Set(eventsOf(run, "step-commanded").map(({ job }) => job));
  const jobs = stored.map(({ job }) => job);
  expect(
    jobs.filter((job) => !commanded.has(job)),
    `${where}: commands of nobody`,
  ).toEqual([]);
  expect(jobs, `${where}: commands stored twice`).toEqual([...new Set(jobs)]);
}
