import { describe, expect, test } from "vitest";
import { columnsLayout } from "../../lab/src/stage/canvas/columns.ts";
import { layOut } from "../../lab/src/stage/canvas/layout.ts";
import type { Box } from "../../lab/src/stage/canvas/placed.ts";
import { createPathTable } from "../../lab/src/stage/canvas/path-table.ts";
import { topologyOf } from "../../lab/src/stage/topology.ts";
import { scenarioById } from "../support/runs.ts";
import type { Topology, TopologyNode, Shape } from "../../lab/src/stage/types.ts";

const node = (id: string, role: TopologyNode["role"], slots = 0): TopologyNode => ({
  id,
  role,
  name: role === "dead-letters" ? "jobs" : id,
  slots,
  prefetch: 0,
});

function topology(workers: number, slots = 1): Topology {
  const names = Array.from({ length: workers }, (_, i) => `worker-${i + 1}`);
  return {
    nodes: [
      node("shop", "producer"),
      node("jobs", "queue"),
      ...names.map((name) => node(name, "worker", slots)),
      node("dead", "dead-letters"),
      node("outside", "outside"),
    ],
    edges: [
      { id: "shop>jobs", from: "shop", to: "jobs", kind: "send" },
      ...names.flatMap((name) => [
        { id: `jobs>${name}`, from: "jobs", to: name, kind: "deliver" as const },
        { id: `${name}>dead`, from: name, to: "dead", kind: "dead-letter" as const },
        { id: `${name}>outside`, from: name, to: "outside", kind: "effect" as const },
      ]),
    ],
  };
}

/** The same, asked by a requester that has its answers brought back. */
function round(workers: number): Topology {
  const { nodes, edges } = topology(workers);
  return {
    nodes: [
      ...nodes.map((one) => (one.role === "producer" ? { ...one, role: "requester" as const } : one)),
      node("replies", "reply-queue"),
    ],
    edges: [
      ...edges,
      ...nodes
        .filter(({ role }) => role === "worker")
        .map(({ id }) => ({ id: `${id}>replies`, from: id, to: "replies", kind: "reply" as const })),
      { id: "replies>shop", from: "replies", to: "shop", kind: "return" },
    ],
  };
}

/** Three queues, each with a producer and a worker of its own; `dlqs` of them with a dead-letter queue for dead letters. */
function several(dlqs: number): Topology {
  const ids = [1, 2, 3];
  return {
    nodes: [
      ...ids.map((n) => node(`shop-${n}`, "producer")),
      ...ids.map((n) => node(`jobs-${n}`, "queue")),
      ...ids.map((n) => node(`worker-${n}`, "worker", 1)),
      ...ids.slice(0, dlqs).map((n) => ({ ...node(`dead-${n}`, "dead-letters"), name: `jobs-${n}` })),
      node("replies", "reply-queue"),
    ],
    edges: [],
  };
}

/** A dead-letter queue that one or two people see to. */
function tended(operators: number): Topology {
  const { nodes, edges } = topology(2);
  const names = Array.from({ length: operators }, (_, i) => `clerk-${i + 1}`);
  return {
    nodes: [
      ...nodes.map((one) => (one.role === "dead-letters" ? { ...one, tended: true as const } : one)),
      ...names.map((name) => node(name, "operator")),
    ],
    edges: [
      ...edges,
      { id: "dead>jobs", from: "dead", to: "jobs", kind: "replay" },
      ...names.map((name) => ({ id: `${name}>dead`, from: name, to: "dead", kind: "tend" as const })),
    ],
  };
}

const apart = (a: Box, b: Box): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

describe.each<Shape>(["wide", "medium", "tall"])("the %s layout", (shape) => {
  test.each([1, 2, 3, 5, 8])("keeps all nodes apart with %i workers", (workers) => {
    const { nodes } = layOut(topology(workers, 2), shape);
    for (const [i, a] of nodes.entries()) {
      for (const b of nodes.slice(i + 1)) expect(apart(a, b), `${a.id} and ${b.id}`).toBe(true);
    }
  });

  test.each([1, 2])("keeps all nodes apart with %i at the dead-letter queue", (operators) => {
    const { nodes, edges } = layOut(tended(operators), shape);
    for (const [i, a] of nodes.entries()) {
      for (const b of nodes.slice(i + 1)) expect(apart(a, b), `${a.id} and ${b.id}`).toBe(true);
    }
    const back = edges.find(({ kind }) => kind === "replay")?.curve ?? [];
    const jobs = nodes.find(({ id }) => id === "jobs");
    const [end] = back.slice(-1);
    expect(jobs && end && end.x >= jobs.x && end.x <= jobs.x + jobs.width).toBe(true);
  });

  test.each([1, 2, 3, 4, 8])("keeps all nodes apart with %i workers that answer", (workers) => {
    const { nodes } = layOut(round(workers), shape);
    for (const [i, a] of nodes.entries()) {
      for (const b of nodes.slice(i + 1)) expect(apart(a, b), `${a.id} and ${b.id}`).toBe(true);
    }
  });

  test.each([0, 1, 3])("keeps three queues apart, %i of them with dead letters", (dlqs) => {
    // Three producers in a row need more room than the narrow screen has.
    const nodes = layOut(several(dlqs), shape).nodes.filter(({ role }) => shape !== "tall" || role !== "producer");
    for (const [i, a] of nodes.entries()) {
      for (const b of nodes.slice(i + 1)) expect(apart(a, b), `${a.id} and ${b.id}`).toBe(true);
    }
  });

  test.each([
    ["one way", topology(3)],
    ["there and back", round(3)],
  ])("runs every edge from the rim of its first node to the rim of its last: %s", (_, drawn) => {
    const { nodes, edges } = layOut(drawn, shape);
    const onRim = (box: Box, { x, y }: { x: number; y: number }) =>
      x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
    for (const edge of edges) {
      const from = nodes.find(({ id }) => id === edge.from);
      const to = nodes.find(({ id }) => id === edge.to);
      expect(from && onRim(from, edge.curve[0]), edge.id).toBe(true);
      expect(to && onRim(to, edge.curve[3]), edge.id).toBe(true);
    }
  });
});

test("the shape follows the room there is", () => {
  expect(columnsLayout.shapeFor(1000, 450)).toBe("wide");
  expect(columnsLayout.shapeFor(660, 450)).toBe("medium");
  expect(columnsLayout.shapeFor(358, 640)).toBe("tall");
});

test("on a path equal times travel equal distances", () => {
  const path = createPathTable([
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 90, y: 200 },
    { x: 100, y: 200 },
  ]);
  const points = Array.from({ length: 11 }, (_, i) => path.at(i / 10));
  const steps = points.slice(1).map((point, i) => {
    const before = points[i] ?? point;
    return Math.hypot(point.x - before.x, point.y - before.y);
  });
  expect(path.at(0)).toEqual({ x: 0, y: 0 });
  expect(path.at(1)).toEqual({ x: 100, y: 200 });
  expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(path.length * 0.01);
});

describe.each(["wide", "medium", "tall"] as const)("a flow and a log, %s", (shape) => {
  const both = topologyOf(scenarioById("three-tools"));

  test("the coordinator commands the services, and not a queue that a producer feeds", () => {
    const commanded = both.edges.filter(({ from, kind }) => from.includes("coordinator-1") && kind === "send");
    expect(commanded).toHaveLength(4);
  });

  test("every part has a place of its own, and every edge begins and ends at its parts", () => {
    const { nodes, edges } = layOut(both, shape);
    expect(nodes.map(({ id }) => id).sort()).toEqual(both.nodes.map(({ id }) => id).sort());
    expect(edges).toHaveLength(both.edges.length);
    for (const [i, a] of nodes.entries()) {
      expect(a.width, a.id).toBeGreaterThan(0);
      for (const b of nodes.slice(i + 1)) expect(isApart(a, b), `${a.id} and ${b.id}`).toBe(true);
    }
    for (const { from, to, curve } of edges) {
      expect(
        touches(
          curve[0],
          nodes.find(({ id }) => id === from),
        ),
        from,
      ).toBe(true);
      expect(
        touches(
          curve.at(-1),
          nodes.find(({ id }) => id === to),
        ),
        to,
      ).toBe(true);
    }
  });
});

const isApart = (a: Box, b: Box): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
const touches = (point: { readonly x: number; readonly y: number } | undefined, box: Box | undefined): boolean =>
  point !== undefined &&
  box !== undefined &&
  point.x >= box.x - 1 &&
  point.x <= box.x + box.width + 1 &&
  point.y >= box.y - 1 &&
  point.y <= box.y + box.height + 1;
