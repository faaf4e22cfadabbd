import { describe, expect, test } from "vitest";
import { placeTokens, tokenAt, type Scene } from "../../lab/src/stage/canvas/draw-tokens.ts";
import type { Palette } from "../../lab/src/stage/canvas/palette.ts";
import { createPathTable } from "../../lab/src/stage/canvas/path-table.ts";
import { ringArc, tokenLabel } from "../../lab/src/stage/canvas/token-shapes.ts";
import type { TokenView } from "../../lab/src/stage/types.ts";

const straight = createPathTable([
  { x: 0, y: 0 },
  { x: 100, y: 0 },
  { x: 200, y: 0 },
  { x: 300, y: 0 },
]);
const token = (job: string, progress: number, more: Partial<TokenView> = {}): TokenView => ({
  id: job,
  job,
  kind: "job",
  from: "a",
  to: "b",
  edge: "a>b",
  reverse: false,
  progress,
  attempt: 1,
  poison: false,
  duplicate: false,
  expired: false,
  lost: false,
  word: null,
  ...more,
});
const scene = (tokens: readonly TokenView[], more: Partial<Scene> = {}): Scene => ({
  tokens,
  paths: new Map([["a>b", straight]]),
  transform: [0, 0, 1],
  palette: {} as Palette,
  still: false,
  selectedJob: null,
  ...more,
});

describe("where tokens are", () => {
  test("at their share of the way, against the edge when they go back", () => {
    const [out, back] = placeTokens(scene([token("job-1", 0.25), token("job-2", 0.25, { reverse: true })]));
    expect(out?.x).toBeCloseTo(75, 0);
    expect(back?.x).toBeCloseTo(225, 0);
  });

  test("moved and scaled with the canvas", () => {
    const [moved] = placeTokens(scene([token("job-1", 0.5)], { transform: [40, 7, 2] }));
    expect(moved?.x).toBeCloseTo(340, 0);
    expect(moved?.y).toBeCloseTo(7, 5);
  });

  test("without motion side by side around the middle of their edge, whatever their progress", () => {
    const placed = placeTokens(scene([token("job-1", 0.1), token("job-2", 0.9)], { still: true }));
    expect(placed.map(({ x }) => Math.round(x))).toEqual([136, 164]);
  });

  test("none on an edge that is not drawn", () => {
    expect(placeTokens(scene([token("job-1", 0.5, { edge: "a>c" })]))).toEqual([]);
  });
});

test("a point of the screen finds the token drawn last there, or none", () => {
  const drawn = placeTokens(scene([token("job-1", 0.5), token("job-2", 0.5)]));
  expect(tokenAt(drawn, 152, 3)?.job).toBe("job-2");
  expect(tokenAt(drawn, 190, 0)).toBeNull();
});

test("a token shows its job's number", () => {
  expect([tokenLabel("order-12"), tokenLabel("photo")]).toEqual(["12", "ph"]);
});

test("a later try shows which, and a reply the number of what it answers", () => {
  const labels = ["check-1-try-2", "reply-order-12-1", "reply-check-1-try-2-1", "reply-4"].map(tokenLabel);
  expect(labels).toEqual(["1.2", "12", "1.2", "4"]);
});

test("the ring of the visibility timeout is whole, then empties clockwise, then is gone", () => {
  expect(ringArc(1, 10)).toMatch(/^M0,-10 A10,10 0 1 1/);
  // Half of the time left: the right half has emptied, the arc goes from the bottom up the left side.
  expect(ringArc(0.5, 10)).toMatch(/^M0\.00,10\.00 A10,10 0 0 1 0,-10$/);
  expect(ringArc(0, 10)).toBe("");
});
