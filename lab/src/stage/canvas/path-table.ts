/**
 * The position of a token on an edge: a curve of one or more cubic pieces with an arc-length table, so that equal times
 * travel equal distances. Pure; built from the control points with which the edge is drawn.
 */
export type Point = { readonly x: number; readonly y: number };
/** Four points a piece, each piece beginning where the one before ends. */
export type Curve = readonly [Point, Point, Point, Point, ...Point[]];

export type PathTable = {
  readonly curve: Curve;
  readonly length: number;
  /** The point at a fraction (0 to 1) of the path's length. */
  at(fraction: number): Point;
};

/** Of each piece. */
const SAMPLES = 48;

export function createPathTable(curve: Curve): PathTable {
  const pieces = piecesOf(curve);
  const samples = pieces.length * SAMPLES;
  const pointAt = (i: number): Point => {
    const piece = Math.min(pieces.length - 1, Math.floor(i / SAMPLES));
    return cubic(pieces[piece] ?? firstOf(curve), i / SAMPLES - piece);
  };
  const lengths = new Float64Array(samples + 1);
  let before = curve[0];
  for (let i = 1; i <= samples; i++) {
    const point = pointAt(i);
    lengths[i] = (lengths[i - 1] ?? 0) + Math.hypot(point.x - before.x, point.y - before.y);
    before = point;
  }
  const length = lengths[samples] ?? 0;
  return {
    curve,
    length,
    at(fraction) {
      const wanted = Math.min(1, Math.max(0, fraction)) * length;
      let low = 0;
      let high = samples;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((lengths[middle] ?? 0) <= wanted) low = middle;
        else high = middle;
      }
      const start = lengths[low] ?? 0;
      const span = (lengths[high] ?? 0) - start;
      return pointAt(low + (span === 0 ? 0 : (wanted - start) / span));
    },
  };
}

export function svgPath(curve: Curve): string {
  const text = ({ x, y }: Point) => `${x},${y}`;
  const pieces = piecesOf(curve).map(([, b, c, d]) => `C${text(b)} ${text(c)} ${text(d)}`);
  return `M${text(curve[0])} ${pieces.join(" ")}`;
}

type Piece = readonly [Point, Point, Point, Point];

function firstOf([a, b, c, d]: Curve): Piece {
  return [a, b, c, d];
}

function piecesOf(curve: Curve): Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i + 3 < curve.length; i += 3) pieces.push(curve.slice(i, i + 4) as unknown as Piece);
  return pieces;
}

function cubic([a, b, c, d]: Piece, t: number): Point {
  const u = 1 - t;
  const wa = u * u * u;
  const wb = 3 * u * u * t;
  const wc = 3 * u * t * t;
  const wd = t * t * t;
  return { x: wa * a.x + wb * b.x + wc * c.x + wd * d.x, y: wa * a.y + wb * b.y + wc * c.y + wd * d.y };
}
