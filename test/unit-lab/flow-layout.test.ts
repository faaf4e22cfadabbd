import { describe, expect, test } from "vitest";
import { layOut } from "../../lab/src/stage/canvas/layout.ts";
import { flowLayout } from "../../lab/src/stage/flow/layout.ts";
import type { Shape } from "../../lab/src/stage/types.ts";
import { createPathTable, svgPath } from "../../lab/src/stage/canvas/path-table.ts";
import type { Box } from "../../lab/src/stage/canvas/placed.ts";
import { along } from "../../lab/src/stage/canvas/route.ts";
import { topologyOf } from "../../lab/src/stage/topology.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { glueHappy } from "../../scenarios/glue-happy.ts";

const apart = (a: Box, b: Box): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
const inside = ({ x, y }: { readonly x: number; readonly y: number }, box: Box): boolean =>
  x > box.x + 1 && x < box.x + box.width - 1 && y > box.y + 1 && y < box.y + box.height - 1;

const plain = await localRunner.check(glueHappy, "glue-happy");
const crowded = await localRunner.check(
  {
    ...glueHappy,
    workers: (glueHappy.workers ?? []).map((worker) => ({ ...worker, count: worker.name === "payment" ? 2 : 1 })),
    flow: { design: "glue-L3", coordinators: 2 },
  },
  "glue-happy",
);
const EVERY = new Set(["orders", "stock", "payment", "shipping", "mail", "shop-replies", "coordinator-replies"]);
const cases = [
  ["in memory", topologyOf(plain)],
  ["with a store", topologyOf(plain, { buried: new Set(), store: true })],
  ["with a dead-letter queue for each queue", topologyOf(plain, { buried: EVERY, store: true })],
  ["with two coordinators and two at the payment", topologyOf(crowded, { buried: new Set(), store: true })],
] as const;

describe.each<Shape>(["wide", "medium", "tall"])("a flow's %s layout", (shape) => {
  test.each(cases)("keeps all nodes apart: %s", (_, topology) => {
    const { nodes } = layOut(topology, shape);
    for (const [i, a] of nodes.entries()) {
      for (const b of nodes.slice(i + 1)) expect(apart(a, b), `${a.id} and ${b.id}`).toBe(true);
    }
  });

  test.each(cases)("runs every edge from rim to rim: %s", (_, topology) => {
    const { nodes, edges } = layOut(topology, shape);
    const onRim = (box: Box | undefined, { x, y }: { readonly x: number; readonly y: number }) =>
      box !== undefined && x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
    for (const { id, from, to, curve } of edges) {
      const end = curve.at(-1) ?? curve[0];
      expect(
        [
          onRim(
            nodes.find((node) => node.id === from),
            curve[0],
          ),
          onRim(
            nodes.find((node) => node.id === to),
            end,
          ),
        ],
        id,
      ).toEqual([true, true]);
    }
  });

  test.each(cases.slice(0, 2))("leads no edge behind a node: %s", (_, topology) => {
    const { nodes, edges } = layOut(topology, shape);
    for (const { id, curve } of edges) {
      const path = createPathTable(curve);
      for (let i = 0; i <= 60; i++) {
        const point = path.at(i / 60);
        for (const node of nodes) expect(inside(point, node), `${id} behind ${node.id}`).toBe(false);
      }
    }
  });
});

test("the coordinator stands still from level to level", () => {
  const [without, withStore] = cases.map(([, topology]) =>
    layOut(topology, "wide").nodes.find(({ role }) => role === "coordinator"),
  );
  expect(without).toEqual(withStore);
});

test("a flow takes the shape that is shrunk least, and reads downward on a phone", () => {
  const shapes = [
    [1_280, 380, "wide"],
    [883, 380, "medium"],
    // One side of the twin screen.
    [720, 504, "medium"],
    [1_900, 500, "wide"],
    [390, 1_000, "tall"],
  ] as const;
  for (const [width, height, shape] of shapes) expect(flowLayout.shapeFor(width, height), `${width}`).toBe(shape);
});

test("a way of several pieces is travelled at one speed, and drawn as it is travelled", () => {
  const curve = along([
    { x: 0, y: 0 },
    { x: 100, y: 0 },
    { x: 100, y: 200 },
  ]);
  const path = createPathTable(curve);
  expect(path.at(0)).toEqual({ x: 0, y: 0 });
  expect(path.at(1)).toEqual({ x: 100, y: 200 });
  const points = Array.from({ length: 21 }, (_, i) => path.at(i / 20));
  const steps = points.slice(1).map(({ x, y }, i) => Math.hypot(x - (points[i]?.x ?? 0), y - (points[i]?.y ?? 0)));
  expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(path.length * 0.02);
  expect(svgPath(curve).match(/C/g)).toHaveLength((curve.length - 1) / 3);
});
