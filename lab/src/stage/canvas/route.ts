import type { Curve, Point } from "./path-table.ts";

/** Edges of several pieces, along straight lines with round corners, so that the eye can follow a long way back. */

const ROUND = 14;

/** Through all the points in turn; every piece is a cubic, so that path and tokens share one curve. */
export function along(points: readonly Point[]): Curve {
  const [first, ...rest] = points;
  if (!first) throw new Error("a way needs points");
  const curve: Point[] = [first];
  rest.forEach((corner, i) => {
    const here = curve.at(-1) ?? first;
    const next = rest[i + 1];
    if (!next) return void curve.push(...straight(here, corner));
    const before = towards(corner, here, ROUND);
    const after = towards(corner, next, ROUND);
    curve.push(...straight(here, before), corner, corner, after);
  });
  return curve as unknown as Curve;
}

function straight(from: Point, to: Point): [Point, Point, Point] {
  return [between(from, to, 1 / 3), between(from, to, 2 / 3), to];
}

/** A point on the way from a corner, at most half way. */
function towards(corner: Point, end: Point, distance: number): Point {
  const length = Math.hypot(end.x - corner.x, end.y - corner.y);
  return length === 0 ? corner : between(corner, end, Math.min(0.5, distance / length));
}

function between(a: Point, b: Point, share: number): Point {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}

export function across(a: Point, b: Point): Curve {
  const reach = (b.x - a.x) / 2;
  return [a, { x: a.x + reach, y: a.y }, { x: b.x - reach, y: b.y }, b];
}

export function downward(a: Point, b: Point): Curve {
  const reach = (b.y - a.y) / 2;
  return [a, { x: a.x, y: a.y + reach }, { x: b.x, y: b.y - reach }, b];
}
