import { beforeAll, describe, expect, test } from "vitest";
import { createMachine } from "xstate";
import { orderMachine } from "../../engine/flow/orchestrator/order-machine.ts";
import { stateGraph, type StateGraphNode } from "../../engine/flow/orchestrator/state-graph.ts";
import { chartAt } from "../../lab/src/stage/statechart/chart.ts";
import { chartEdges, takenEdges } from "../../lab/src/stage/statechart/chart-edges.ts";
import { chartDiagram } from "../../lab/src/stage/statechart/chart-text.ts";
import { allStates, plainName } from "../../lab/src/stage/statechart/chart-words.ts";
import type { ChartState } from "../../lab/src/stage/statechart/types.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { runOf } from "../../lab/src/session/run-of.ts";
import { requestOf, writtenSetup } from "../../lab/src/session/run-setup.ts";
import type { Run } from "../../lab/src/session/types.ts";
import { layOutChart } from "../../lab/src/stage/statechart/chart-layout.ts";
import type { Box } from "../../lab/src/stage/statechart/chart-routes.ts";
import { glueCoordinatorCrash } from "../../scenarios/glue-coordinator-crash.ts";
import { glueLateReply } from "../../scenarios/glue-late-reply.ts";
import type { ScenarioSource } from "../../engine/scenario/schema.ts";

const graph = stateGraph(orderMachine);
const nodes = allStates(graph.root);
const at = (path: string) => nodes.find((node) => node.path === path) as StateGraphNode;

async function orchestrated(source: ScenarioSource): Promise<Run> {
  const scenario = await localRunner.check(source, source.id);
  const request = { ...requestOf(scenario, writtenSetup(scenario)), variant: "orchestrated" };
  return runOf(0, request, await localRunner.run(request));
}

describe("the graph of the order machine", () => {
  test("is plain data", () => expect(JSON.parse(JSON.stringify(graph))).toEqual(graph));

  test("holds nested and parallel states, ends, descriptions and tags", () => {
    expect(graph.root.states.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      "atomic reserving",
      "atomic charging",
      "parallel fulfilling",
      "compound cancelling",
      "final completed",
      "final cancelled",
    ]);
    expect(graph.root.initial).toBe("reserving");
    expect(at("fulfilling").initial).toBeNull();
    expect(at("fulfilling.parcel.shipping")).toMatchObject({ invokes: ["ship"], key: "shipping" });
    expect(at("cancelling.needsAPerson").tags).toEqual(["stuck"]);
    expect(at("charging").description).toMatch(/payment provider/);
  });

  test("tells each way out: what sets it off, under which condition, and where it leads", () => {
    expect(at("reserving").transitions).toEqual([
      {
        by: { kind: "done", step: "reserve" },
        targets: ["charging"],
        guard: null,
        otherwise: false,
        description: null,
      },
      {
        by: { kind: "failed", step: "reserve" },
        targets: ["cancelling"],
        guard: { name: "changedNothing", params: null },
        otherwise: false,
        description: "The warehouse refused.",
      },
      expect.objectContaining({ by: { kind: "failed", step: "reserve" }, guard: null, otherwise: true }),
      expect.objectContaining({ by: { kind: "event", event: "CANCEL" }, targets: ["cancelling"] }),
    ]);
    expect(at("fulfilling").transitions).toMatchObject([{ by: { kind: "finished" }, targets: ["completed"] }]);
    expect(at("cancelling.choosing").transitions[0]).toMatchObject({
      by: { kind: "always" },
      guard: { name: "nextIs", params: "recall" },
    });
  });

  test("of any machine: delays, and ways that lead nowhere", () => {
    const other = createMachine({
      id: "light",
      initial: "green",
      states: { green: { after: { 5000: "red" }, on: { PUSH: {} } }, red: {} },
    });
    expect(stateGraph(other).root.states[0]?.transitions).toMatchObject([
      { by: { kind: "after", delay: "5000" }, targets: ["red"] },
      { by: { kind: "event", event: "PUSH" }, targets: [] },
    ]);
  });
});

test("names are plain words", () => {
  expect(["needsAPerson", "notNotified", "wait_for-it"].map(plainName)).toEqual([
    "needs a person",
    "not notified",
    "wait for it",
  ]);
});

test("an arrow runs between neighbours, and several ways share one", () => {
  const edges = chartEdges(graph).map(({ from, to, label }) => `${from} → ${to}: ${label}`);
  expect(edges).toContain("reserving → charging: reserve is done");
  expect(edges).toContain("reserving → cancelling: reserve fails, or CANCEL arrives");
  expect(edges).toContain("fulfilling → cancelling: ship fails");
  expect(edges).toContain("cancelling.choosing → cancelling.undone: otherwise");
});

describe.each(["wide", "one"] as const)("the layout, %s", (room) => {
  const layout = layOutChart(graph.root, chartEdges(graph), room);
  const box = (path: string) => layout.states.find((state) => state.path === path) as Box;
  const inside = (a: Box, b: Box) =>
    a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;
  const apart = (a: Box, b: Box) =>
    a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

  test("every state is drawn once, within what holds it, and beside its neighbours", () => {
    expect(layout.states.map(({ path }) => path).sort()).toEqual(
      nodes
        .slice(1)
        .map(({ path }) => path)
        .sort(),
    );
    const sheet = { x: 0, y: 0, width: layout.width, height: layout.height };
    for (const node of nodes) {
      for (const child of node.states) {
        expect(inside(box(child.path), node.path === "" ? sheet : box(node.path)), child.path).toBe(true);
        for (const other of node.states) {
          if (other !== child)
            expect(apart(box(child.path), box(other.path)), `${child.path} ${other.path}`).toBe(true);
        }
      }
    }
  });

  test("every arrow begins and ends at its states' edges", () => {
    const touches = ({ x, y }: { x: number; y: number }, b: Box) =>
      x >= b.x - 0.5 && x <= b.x + b.width + 0.5 && y >= b.y - 0.5 && y <= b.y + b.height + 0.5;
    for (const { edge, points } of layout.arrows) {
      expect(touches(points[0] ?? { x: -9, y: -9 }, box(edge.from)), `${edge.from} >`).toBe(true);
      expect(touches(points.at(-1) ?? { x: -9, y: -9 }, box(edge.to)), `> ${edge.to}`).toBe(true);
    }
  });
});

describe("one order's place in it", () => {
  let crash: Run;
  let late: Run;
  beforeAll(async () => {
    [crash, late] = [await orchestrated(glueCoordinatorCrash), await orchestrated(glueLateReply)];
  });
  const view = (run: Run, atMs: number) => chartAt(graph, run.index, "order-2", atMs);
  const here = (state: ChartState): string[] => [
    ...(state.here ? [state.path] : []),
    ...state.states.flatMap((inner) => here(inner)),
  ];

  test("the run brings its machine", () => {
    expect(crash.statecharts).toEqual([{ version: "1", graph }]);
  });

  test("not begun, one state, two at once, and the end", () => {
    expect(view(crash, 100)).toMatchObject({ status: "not started", waits: [], came: null });
    expect(here(view(crash, 3_000).root)).toEqual(["reserving"]);
    expect(here(view(crash, 4_000).root)).toEqual(["fulfilling.parcel.shipping", "fulfilling.mail.notifying"]);
    const end = view(crash, crash.index.endMs);
    expect([end.status, here(end.root)]).toEqual(["ended", ["completed"]]);
  });

  test("says what it waits for, and until when", () => {
    expect(view(crash, 4_000).waits).toEqual([
      {
        path: "fulfilling.parcel.shipping",
        place: "fulfilling › parcel › shipping",
        says: "waits for shipping to answer (ship)",
        until: 5_855,
        remainingMs: 1_855,
      },
      expect.objectContaining({ says: "waits for mail to answer (notify)", until: 5_855 }),
    ]);
    expect(view(crash, 6_000).waits).toMatchObject([
      { says: "is finished here and waits for the other parts" },
      { says: "waits for mail to answer (notify)", remainingMs: 0 },
    ]);
    expect(view(crash, 7_500).waits[1]).toMatchObject({
      says: "waits for mail to answer (notify, try 2)",
      until: 9_096,
    });
  });

  test("while nobody lives who could drive it, it stands where it stood", () => {
    expect(view(crash, 4_000).nobodySince).toBeNull();
    const dead = view(crash, 4_500);
    expect([dead.nobodySince, dead.status]).toEqual([4_015, "under way"]);
    expect(view(crash, 6_000).nobodySince).toBeNull();
  });

  test("where it came from, also over a state in which nothing rests", () => {
    const back = view(late, 8_300);
    expect(back.came).toEqual({
      from: ["fulfilling.parcel.shipping", "fulfilling.mail.notifying"],
      to: ["cancelling.recalling"],
      by: "ship timed out",
      at: 8_215,
    });
    expect(back.undo).toEqual(["recall", "apologize", "refund", "release"]);
    const edges = chartEdges(graph);
    const taken = (atMs: number) =>
      takenEdges(graph, edges, view(late, atMs).came).map(({ from, to }) => `${from} > ${to}`);
    expect(taken(8_300)).toEqual(["fulfilling > cancelling"]);
    expect(taken(11_100)).toEqual([
      "cancelling.recalling > cancelling.choosing",
      "cancelling.choosing > cancelling.apologizing",
    ]);
  });

  test("as Mermaid text: regions apart, what is active marked", () => {
    const text = chartDiagram(graph, ["fulfilling.parcel.shipping", "fulfilling.mail.notifying"]);
    expect(text).toMatch(/^stateDiagram-v2\n {2}\[\*\] --> reserving\n/);
    expect(text).toMatch(/state fulfilling \{\n {4}\[\*\] --> fulfilling_parcel_shipping\n[^}]*\n {4}--\n/);
    expect(text).toContain("  reserving --> charging: reserve is done\n");
    expect(text).toContain("  class fulfilling_parcel_shipping,fulfilling_mail_notifying here\n");
  });
});
