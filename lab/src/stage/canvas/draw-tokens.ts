import {
  BROKEN_CIRCLE,
  CIRCLE,
  CRACK,
  DIAMOND,
  outlineOf,
  SQUARE,
  STRIKE,
  TOKEN_RADIUS,
  TOKEN_WORDS,
  tokenLabel,
} from "./token-shapes.ts";
import { CROWDED, Sprites, thinned } from "./crowd.ts";
import { isAbout } from "../flow/command-name.ts";
import { NOT_HEARD } from "../hops.ts";
import type { TokenKind, TokenView } from "../types.ts";
import type { Palette } from "./palette.ts";
import type { PathTable, Point } from "./path-table.ts";

/** Draws the messages in transit: a pure function of the tokens, the paths and the canvas's transform. */
export type Scene = {
  readonly tokens: readonly TokenView[];
  readonly paths: ReadonlyMap<string, PathTable>;
  /** React Flow's: x, y, zoom. */
  readonly transform: readonly [number, number, number];
  readonly palette: Palette;
  /** Reduced motion: tokens do not travel. They are in the middle of their edge and have numbers. */
  readonly still: boolean;
  readonly selectedJob: string | null;
};

export type DrawnToken = { readonly job: string; readonly x: number; readonly y: number };

/** A small token is still readable on a canvas that was zoomed out. */
const LEAST_SCALE = 0.72;
const STILL_SPACING = 28;

/** The position of each token on the screen, for drawing and for pointing. */
export function placeTokens({
  tokens,
  paths,
  transform,
  still,
}: Scene): (DrawnToken & { readonly token: TokenView })[] {
  const [dx, dy, zoom] = transform;
  const onEdge = new Map<string, number>();
  for (const token of tokens) onEdge.set(token.edge, (onEdge.get(token.edge) ?? 0) + 1);
  const nth = new Map<string, number>();
  const placed: (DrawnToken & { token: TokenView })[] = [];
  for (const token of tokens) {
    const path = paths.get(token.edge);
    if (!path) continue;
    const n = nth.get(token.edge) ?? 0;
    nth.set(token.edge, n + 1);
    const fraction = still
      ? stillFraction(n, onEdge.get(token.edge) ?? 1, path)
      : token.reverse
        ? 1 - token.progress
        : token.progress;
    const point: Point = path.at(fraction);
    placed.push({ token, job: token.job, x: point.x * zoom + dx, y: point.y * zoom + dy });
  }
  return placed;
}

/** How large a token is drawn, and from how many pixels. */
type Grain = { readonly scale: number; readonly pixels: number };

/** Draws tokens, and keeps the pictures of those that it draws again and again. */
export class TokenPainter {
  private sprites: { readonly of: Palette; readonly grain: Grain; readonly sprites: Sprites } | null = null;

  draw(context: CanvasRenderingContext2D, scene: Scene): DrawnToken[] {
    const { tokens, paths, transform, selectedJob, still } = scene;
    const scale = Math.max(LEAST_SCALE, Math.min(1.1, transform[2]));
    const crowded = tokens.length >= CROWDED;
    const seen = crowded && !still ? thinned(tokens, { paths, zoom: transform[2], selectedJob }) : tokens;
    const placed = placeTokens({ ...scene, tokens: seen });
    const sprites = crowded ? this.spritesFor(scene, { scale, pixels: devicePixelRatio }) : null;
    for (const { token, x, y } of placed) {
      if (sprites && !token.lost && !isSelected(token, selectedJob)) sprites.stamp(context, token, x, y);
      else drawWhole(context, token, { x, y, scale, scene });
    }
    return placed;
  }

  private spritesFor({ palette }: Scene, grain: Grain): Sprites {
    const { sprites: known } = this;
    if (known?.of === palette && known.grain.scale === grain.scale && known.grain.pixels === grain.pixels)
      return known.sprites;
    const sprites = new Sprites((context, token) => drawBody(context, token, palette), grain.scale, grain.pixels);
    this.sprites = { of: palette, grain, sprites };
    return sprites;
  }
}

type Place = { readonly x: number; readonly y: number; readonly scale: number; readonly scene: Scene };

function drawWhole(context: CanvasRenderingContext2D, token: TokenView, { x, y, scale, scene }: Place): void {
  context.save();
  context.translate(x, y);
  context.scale(scale, scale);
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  drawToken(context, token, scene);
  context.restore();
}

const isSelected = ({ job }: TokenView, selectedJob: string | null): boolean =>
  selectedJob !== null && isAbout(job, selectedJob);

/** The token under a point of the screen, the last drawn first. */
export function tokenAt(drawn: readonly DrawnToken[], x: number, y: number): DrawnToken | null {
  for (let i = drawn.length - 1; i >= 0; i--) {
    const token = drawn[i];
    if (token && Math.hypot(token.x - x, token.y - y) <= TOKEN_RADIUS + 5) return token;
  }
  return null;
}

function stillFraction(n: number, of: number, path: PathTable): number {
  const spacing = Math.min(STILL_SPACING, (path.length * 0.8) / Math.max(1, of));
  return 0.5 + ((n - (of - 1) / 2) * spacing) / Math.max(1, path.length);
}

const SHAPES = { circle: CIRCLE, diamond: DIAMOND, square: SQUARE };
const cache = new Map<string, Path2D>();
function shape(d: string): Path2D {
  const known = cache.get(d);
  if (known) return known;
  const made = new Path2D(d);
  cache.set(d, made);
  return made;
}

function drawToken(context: CanvasRenderingContext2D, token: TokenView, { palette, selectedJob }: Scene): void {
  // Lost on its way: it fades before it arrives, whatever its sender was told.
  if (token.lost) context.globalAlpha = Math.max(0.15, 1 - token.progress);
  if (isSelected(token, selectedJob)) {
    context.beginPath();
    context.arc(0, 0, TOKEN_RADIUS + 6, 0, 2 * Math.PI);
    context.lineWidth = 2;
    context.strokeStyle = palette.selected;
    context.stroke();
  }
  drawBody(context, token, palette, tokenLabel(token.job));
  context.globalAlpha = 1;
  const word = wordBeside(token);
  if (word !== null) drawWord(context, word, token.lost ? palette.bad : palette.ink, palette);
}

function drawBody(context: CanvasRenderingContext2D, token: TokenView, palette: Palette, label = ""): void {
  const colour = colourOf(token.kind, palette);
  const open = token.duplicate || token.poison;
  const outline = shape(SHAPES[outlineOf(token.kind)]);
  // A halo in the background colour separates a token from its edge and its neighbours.
  context.lineWidth = 5;
  context.strokeStyle = palette.surface;
  context.stroke(outline);
  context.fillStyle = open ? palette.surface : colour;
  context.fill(outline);
  context.lineWidth = 2;
  if (token.poison) {
    context.strokeStyle = palette.poison;
    context.stroke(shape(BROKEN_CIRCLE));
    context.stroke(shape(CRACK));
  } else {
    context.strokeStyle = colour;
    context.stroke(outline);
  }
  if (label !== "") {
    context.fillStyle = open ? palette.ink : palette.surface;
    context.font = "650 11px system-ui, sans-serif";
    context.fillText(label, 0, 4);
  }
  if (token.expired) {
    context.lineWidth = 2;
    context.strokeStyle = palette.ink;
    context.stroke(shape(STRIKE));
  }
  if (token.kind === "job" || token.kind === "event") drawPips(context, token.attempt, palette);
}

function wordBeside({ kind, word, lost }: TokenView): string | null {
  // Its usual word no longer matters; 'lost' must be visible.
  if (lost) return word === NOT_HEARD ? word : "lost";
  return word ?? (kind === "job" || kind === "event" ? null : TOKEN_WORDS[kind]);
}

function drawWord(context: CanvasRenderingContext2D, word: string, colour: string, palette: Palette): void {
  context.font = "600 10.5px system-ui, sans-serif";
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeStyle = palette.surface;
  context.strokeText(word, 0, -TOKEN_RADIUS - 4);
  context.fillStyle = colour;
  context.fillText(word, 0, -TOKEN_RADIUS - 4);
}

function drawPips(context: CanvasRenderingContext2D, attempt: number, palette: Palette): void {
  const shown = Math.min(attempt, 5);
  context.fillStyle = palette.pip;
  for (let i = 0; i < shown; i++) {
    context.beginPath();
    context.arc((i - (shown - 1) / 2) * 5, TOKEN_RADIUS + 5, 1.8, 0, 2 * Math.PI);
    context.fill();
  }
}

function colourOf(kind: TokenKind, palette: Palette): string {
  switch (kind) {
    case "job":
      return palette.job;
    case "event":
      return palette.event;
    case "ack":
    case "reply":
      return palette.reply;
    case "nak":
      return palette.nak;
    case "dead-letter":
      return palette.dead;
    case "effect":
      return palette.effect;
  }
}
