import { describe, expect, test } from "vitest";
import { placeTokens, tokenAt, type Scene } from "../../lab/src/stage/canvas/draw-tokens.ts";
import type { Palette } from "../../lab/src/stage/canvas/palette.ts";
import { thinned } from "../../lab/src/stage/canvas/crowd.ts";
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

describe("a crowd", () => {
  const crowd = (selectedJob: string | null = null) => ({ paths: new Map([["a>b", straight]]), zoom: 1, selectedJob });
  const names = (tokens: readonly TokenView[]) => tokens.map(({ job }) => job);

  test("of tokens that look alike on one spot the last is drawn; two pixels on is another spot", () => {
    const tokens = [token("job-1", 0.5), token("job-2", 0.501), token("job-3", 0.51)];
    expect(names(thinned(tokens, crowd()))).toEqual(["job-2", "job-3"]);
  });

  test("zoomed in, they part", () => {
    const tokens = [token("job-1", 0.5), token("job-2", 0.504)];
    expect(names(thinned(tokens, { ...crowd(), zoom: 4 }))).toEqual(["job-1", "job-2"]);
  });

  test("what looks different stays: kind, poison, duplicate, expired, attempt; so does what is lost, and the selected job", () => {
    const same = [0, 1].map((n) => token(`job-${n}`, 0.5));
    const others = [
      token("nak", 0.5, { kind: "nak" }),
      token("poison", 0.5, { poison: true }),
      token("duplicate", 0.5, { duplicate: true }),
      token("expired", 0.5, { expired: true }),
      token("again", 0.5, { attempt: 2 }),
      token("lost", 0.5, { lost: true }),
    ];
    expect(names(thinned([...same, ...others], crowd()))).toEqual(["job-1", ...names(others)]);
    expect(names(thinned([...same, ...others], crowd("job-0")))).toEqual(["job-0", "job-1", ...names(others)]);
  });

  test("no spot is left empty: from far away the crowd looks as it did", () => {
    const tokens = Array.from({ length: 5_000 }, (_, n) => token(`job-${n}`, (n * 0.618034) % 1));
    const spots = (all: readonly TokenView[]) => new Set(all.map(({ progress }) => Math.floor((progress * 300) / 2)));
    const seen = thinned(tokens, crowd());
    expect(seen.length).toBeLessThanOrEqual(151);
    expect(spots(seen)).toEqual(spots(tokens));
  });
});
