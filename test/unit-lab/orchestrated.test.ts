import { beforeAll, describe, expect, test } from "vitest";
import { jobLife } from "../../lab/src/stage/job-life.ts";
import { orderCards } from "../../lab/src/stage/flow/order-cards.ts";
import { stageAt } from "../../lab/src/stage/stage.ts";
import { DEADLINES_QUEUE } from "../../engine/views.ts";
import type { CoordinatorView } from "../../lab/src/stage/flow/types.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { runOf } from "../../lab/src/session/run-of.ts";
import { requestOf, writtenSetup } from "../../lab/src/session/run-setup.ts";
import type { Run } from "../../lab/src/session/types.ts";
import { glueLateReply } from "../../scenarios/glue-late-reply.ts";

/** A flow that an orchestrator drives, in the lab: one of its steps times out, and it goes back. */
describe("an orchestrated flow", () => {
  let run: Run;
  beforeAll(async () => {
    const scenario = await localRunner.check(glueLateReply, glueLateReply.id);
    const request = { ...requestOf(scenario, writtenSetup(scenario)), variant: "orchestrated" };
    run = runOf(0, request, await localRunner.run(request));
  });
  const coordinator = (atMs: number) => stageAt(run.index, atMs).coordinators[0] as CoordinatorView;
  const row = (atMs: number, flow: string) => coordinator(atMs).flows.find((one) => one.flow === flow);
  const at = (type: string, flow: string, step?: string): number => {
    const found = run.outcome.events.find(
      (event) =>
        event.type === type &&
        "flow" in event &&
        event.flow === flow &&
        (!step || JSON.stringify(event).includes(`"${step}`)),
    );
    if (!found) throw new Error(`no ${type} of ${flow}`);
    return found.at;
  };

  test("stands where the coordinator stood, its store beside it from the start", () => {
    expect(coordinator(0)).toMatchObject({ kind: "orchestrator", keeps: "store", name: "coordinator-1" });
    expect(stageAt(run.index, 0).store).toEqual({ node: "store", rows: 0, underWay: 0 });
    expect(run.index.topology.edges.map(({ id }) => id)).toContain("coordinator:coordinator-1>store");
  });

  test("its row says the machine's state, what it waits for and until when, and what it has to send", () => {
    const sent = at("step-commanded", "order-2", "ship");
    const read = row(sent, "order-2");
    expect(read).toMatchObject({ state: "fulfilling.parcel.shipping & mail.notifying", ended: null });
    const due = read?.steps[0]?.due ?? 0;
    expect(due).toBeGreaterThan(sent);
    expect(read?.steps).toEqual([
      { step: "ship", is: "waits", try: 1, due },
      { step: "notify", is: "waits", try: 1, due },
    ]);
    expect(read?.outbox).toContain("order-2-ship");
    expect(coordinator(sent).timers.filter(({ flow }) => flow === "order-2")).toMatchObject([
      { timer: "ship timeout", where: "store", due },
      { timer: "notify timeout", where: "store", due },
    ]);
  });

  test("a machine in a final state has ended, whatever its row calls it", () => {
    const end = run.index.endMs;
    expect(coordinator(end).flows.map(({ ended }) => ended)).toEqual(["completed", "cancelled", "completed"]);
    expect(stageAt(run.index, end).store).toMatchObject({ rows: 3, underWay: 0 });
    expect(orderCards(run.index, end).map(({ damage }) => damage)).toEqual([[], [], []]);
  });

  test("a deadline is a timer, no message: nothing travels, and no queue is drawn", () => {
    const came = run.index.messages.filter(({ queue }) => queue === DEADLINES_QUEUE);
    expect(came.map(({ job }) => job)).toContain("order-2: ship timeout");
    for (const { deliveries } of came) {
      for (const { delivered } of deliveries) {
        for (const moment of [delivered.at - 20, delivered.at, delivered.at + 20]) {
          const stage = stageAt(run.index, moment);
          expect(stage.tokens.filter(({ job }) => came.some((one) => one.job === job))).toEqual([]);
          expect(stage.queues.map(({ name }) => name)).not.toContain(DEADLINES_QUEUE);
        }
      }
    }
  });

  test("a deadline's life begins with who set it", () => {
    const life = jobLife(run.index, "order-2: ship timeout").map(({ text }) => text);
    expect(life[0]).toMatch(/^set by coordinator-1, due at 00:0/);
    expect(life).toContain("coordinator-1 began to work on it");
  });
});
