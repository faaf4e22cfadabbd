import { expect, test } from "vitest";
import { layOut } from "../../lab/src/stage/canvas/layout.ts";
import type { Shape } from "../../lab/src/stage/types.ts";
import { createPathTable } from "../../lab/src/stage/canvas/path-table.ts";
import { topologyOf } from "../../lab/src/stage/topology.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { crashRedelivery } from "../../scenarios/crash-redelivery.ts";

/** More workers than fit below one another stand in columns: what leads to the second runs between the rows. */
test.each<[Shape, number]>([
  ["wide", 6],
  ["medium", 6],
  ["wide", 8],
])("%s, %d workers: no edge runs behind a worker", async (shape, count) => {
  const [worker] = crashRedelivery.workers ?? [];
  const source = { ...crashRedelivery, knobs: [], claims: [], workers: worker ? [{ ...worker, count }] : [] };
  const scenario = await localRunner.check({ ...source, lesson: undefined }, "six");
  const { nodes, edges } = layOut(topologyOf(scenario, { buried: new Set(["orders"]), store: false }), shape);
  const workers = nodes.filter(({ role }) => role === "worker");
  expect(new Set(workers.map(({ x }) => x)).size).toBe(2);
  for (const { id, from, to, curve } of edges) {
    const table = createPathTable(curve);
    for (let share = 0; share <= 1; share += 0.01) {
      const { x, y } = table.at(share);
      const behind = workers.filter(
        (box) =>
          box.id !== from && box.id !== to && x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height,
      );
      expect(behind.map((box) => `${id} behind ${box.name}`)).toEqual([]);
    }
  }
});
