import { describe, expect, test } from "vitest";
import { layOut } from "../../lab/src/stage/canvas/layout.ts";
import { pillarsOf, roomForLogs } from "../../lab/src/stage/log/layout.ts";
import { createPathTable } from "../../lab/src/stage/canvas/path-table.ts";
import type { Box } from "../../lab/src/stage/canvas/placed.ts";
import { topologyOf } from "../../lab/src/stage/topology.ts";
import { resolveScenario } from "../../engine/scenario/run/resolve.ts";
import { scenarioById } from "../support/runs.ts";

const SHAPES = ["wide", "medium", "tall"] as const;
const pictureOf = (id: string, knobs = {}, variant?: string) => {
  const scenario = scenarioById(id);
  return topologyOf(resolveScenario({ scenario, variant: variant ?? scenario.variants[0]?.id ?? "default", knobs }));
};
const PICTURES = [
  ["queue-vs-log", pictureOf("queue-vs-log")],
  ["fan-out", pictureOf("fan-out")],
  ["partition-order", pictureOf("partition-order")],
  ["one clerk, one partition", pictureOf("partition-order", { partitions: 1, readers: 1 })],
  ["eight clerks, eight partitions", pictureOf("partition-order", { partitions: 8, readers: 8 })],
] as const;

const apart = (a: Box, b: Box): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
const onRim = ({ x, y }: { x: number; y: number }, box: Box): boolean =>
  x >= box.x - 0.5 && x <= box.x + box.width + 0.5 && y >= box.y - 0.5 && y <= box.y + box.height + 0.5;
const strictlyInside = ({ x, y }: { x: number; y: number }, box: Box): boolean =>
  x > box.x + 1 && x < box.x + box.width - 1 && y > box.y + 1 && y < box.y + box.height - 1;

describe.each(PICTURES)("%s", (_name, topology) => {
  test.each(SHAPES)("%s: nothing lies on anything else, and nothing is left out", (shape) => {
    const { nodes, edges } = layOut(topology, shape);
    expect([nodes.length, edges.length]).toEqual([topology.nodes.length, topology.edges.length]);
    nodes.forEach((a, i) => {
      expect(a.width * a.height).toBeGreaterThan(0);
      for (const b of nodes.slice(i + 1)) expect(apart(a, b), `${a.id} and ${b.id}`).toBe(true);
    });
  });

  test.each(SHAPES)("%s: every way begins and ends at its nodes, and goes through no other", (shape) => {
    const { nodes, edges } = layOut(topology, shape);
    for (const { id, from, to, curve } of edges) {
      const [start, end] = [nodes.find((node) => node.id === from), nodes.find((node) => node.id === to)];
      const path = createPathTable(curve);
      expect(start && onRim(path.at(0), start), id).toBe(true);
      expect(end && onRim(path.at(1), end), id).toBe(true);
      for (let i = 1; i < 40; i++) {
        for (const other of nodes) {
          if (other.id !== from && other.id !== to)
            expect(strictlyInside(path.at(i / 40), other), `${id} through ${other.id}`).toBe(false);
        }
      }
    }
  });
});

test("a queue and a log stand side by side where there is room, and below one another where there is not", () => {
  const topology = pictureOf("queue-vs-log");
  expect(pillarsOf(topology)).toBe(2);
  const boxes = (shape: (typeof SHAPES)[number]) => {
    const { nodes } = layOut(topology, shape);
    const of = (role: string) => nodes.find((node) => node.role === role) as Box;
    return { queue: of("queue"), log: of("log") };
  };
  const wide = boxes("wide");
  expect(wide.queue.x + wide.queue.width).toBeLessThan(wide.log.x);
  for (const shape of ["medium", "tall"] as const) {
    const { queue, log } = boxes(shape);
    expect(queue.y + queue.height).toBeLessThan(log.y);
  }
});

test("which of them it is follows from the room", () => {
  expect([roomForLogs(990, 460), roomForLogs(690, 480), roomForLogs(620, 600), roomForLogs(390, 1_040)]).toEqual([
    "wide",
    "wide",
    "medium",
    "tall",
  ]);
});
