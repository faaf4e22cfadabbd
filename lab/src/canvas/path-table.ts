/**
 * Where a token is on an edge: a cubic curve with an arc-length table, so that equal times travel equal distances.
 * Pure; filled from the same control points that the edge is drawn with.
 */
export type Point = { readonly x: number; readonly y: number };
export type Curve = readonly [Point, Point, Point, Point];

export type PathTable = {
  readonly curve: Curve;
  readonly length: number;
  /** The point at a fraction (0 to 1) of the path's length. */
  at(fraction: number): Point;
};

const SAMPLES = 48;

export function createPathTable(curve: Curve): PathTable {
  const lengths = new Float64Array(SAMPLES + 1);
  let before = curve[0];
  for (let i = 1; i <= SAMPLES; i++) {
    const point = cubic(curve, i / SAMPLES);
    lengths[i] = (lengths[i - 1] ?? 0) + Math.hypot(point.x - before.x, point.y - before.y);
    before = point;
  }
  const length = lengths[SAMPLES] ?? 0;
  return {
    curve,
    length,
    at(fraction) {
      const wanted = Math.min(1, Math.max(0, fraction)) * length;
      let low = 0;
      let high = SAMPLES;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((lengths[middle] ?? 0) <= wanted) low = middle;
        else high = middle;
      }
      const start = lengths[low] ?? 0;
      const span = (lengths[high] ?? 0) - start;
      return cubic(curve, (low + (span === 0 ? 0 : (wanted - start) / span)) / SAMPLES);
    },
  };
}

export function svgPath([a, b, c, d]: Curve): string {
  return `M${a.x},${a.y} C${b.x},${b.y} ${c.x},${c.y} ${d.x},${d.y}`;
}

function cubic([a, b, c, d]: Curve, t: number): Point {
  const u = 1 - t;
  const wa = u * u * u;
  const wb = 3 * u * u * t;
  const wc = 3 * u * t * t;
  const wd = t * t * t;
  return { x: wa * a.x + wb * b.x + wc * c.x + wd * d.x, y: wa * a.y + wb * b.y + wc * c.y + wd * d.y };
}
