import { isAbout } from "../flow/command-name.ts";
import { TOKEN_RADIUS } from "./token-shapes.ts";
import type { PathTable } from "./path-table.ts";
import type { TokenKind, TokenView } from "../types.ts";

/**
 * Many tokens at once. A token costs a path and a text; where nobody could read the text, it is a copy of a picture that
 * was drawn once, and of tokens that look alike and stand on the same spot only one is drawn.
 */

/** From this number of tokens on, they have no number and no word. */
export const CROWDED = 400;
/** Tokens that are nearer to each other than this many pixels are one. A token is 22 wide: even four leave no gap. */
const spotOf = (tokens: number): number => (tokens > 5_000 ? 4 : 2);

const KINDS: Record<TokenKind, number> = {
  job: 0,
  event: 1,
  ack: 2,
  nak: 3,
  "dead-letter": 4,
  effect: 5,
  reply: 6,
};

/** Two tokens with the same number look the same, but for what is written on them. */
export function lookOf({ kind, duplicate, poison, expired, attempt }: TokenView): number {
  const flags = (duplicate ? 1 : 0) + (poison ? 2 : 0) + (expired ? 4 : 0);
  return KINDS[kind] + 8 * flags + 64 * Math.min(attempt, 5);
}

export type Crowd = {
  readonly paths: ReadonlyMap<string, PathTable>;
  readonly zoom: number;
  readonly selectedJob: string | null;
};

/** Without those that others hide: the last of a spot stays, as it is drawn last; and everything about the selected job. */
export function thinned(tokens: readonly TokenView[], { paths, zoom, selectedJob }: Crowd): TokenView[] {
  const taken = new Map<string, Set<number>>();
  const spotSize = spotOf(tokens.length);
  const isHidden = (token: TokenView): boolean => {
    if (token.lost || (selectedJob !== null && isAbout(token.job, selectedJob))) return false;
    const length = paths.get(token.edge)?.length ?? 0;
    const way = token.reverse ? 1 - token.progress : token.progress;
    const spot = 512 * Math.floor((way * length * zoom) / spotSize) + lookOf(token);
    const spots = taken.get(token.edge);
    if (spots?.has(spot)) return true;
    if (spots) spots.add(spot);
    else taken.set(token.edge, new Set([spot]));
    return false;
  };
  const seen: TokenView[] = [];
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i];
    if (token && !isHidden(token)) seen.push(token);
  }
  return seen.reverse();
}

/** Its halo, its pips and the line through it reach this far from the middle. */
const REACH = TOKEN_RADIUS + 8;

type Draw = (context: CanvasRenderingContext2D, token: TokenView) => void;

/** Pictures of tokens, each drawn once: for one set of colours and one size. */
export class Sprites {
  private readonly pictures = new Map<number, HTMLCanvasElement>();
  private readonly draw: Draw;
  private readonly scale: number;
  private readonly pixels: number;

  constructor(draw: Draw, scale: number, pixels: number) {
    this.draw = draw;
    this.scale = scale;
    this.pixels = pixels;
  }

  stamp(context: CanvasRenderingContext2D, token: TokenView, x: number, y: number): void {
    const picture = this.pictureOf(token);
    const size = picture.width / this.pixels;
    // On whole pixels nothing has to be smoothed.
    const onPixel = (at: number) => Math.round((at - size / 2) * this.pixels) / this.pixels;
    context.drawImage(picture, onPixel(x), onPixel(y), size, size);
  }

  private pictureOf(token: TokenView): HTMLCanvasElement {
    const look = lookOf(token);
    const known = this.pictures.get(look);
    if (known) return known;
    const made = document.createElement("canvas");
    made.width = made.height = Math.ceil(2 * REACH * this.scale * this.pixels);
    const context = made.getContext("2d");
    if (context) {
      context.translate(made.width / 2, made.height / 2);
      context.scale(this.scale * this.pixels, this.scale * this.pixels);
      this.draw(context, token);
    }
    this.pictures.set(look, made);
    return made;
  }
}
