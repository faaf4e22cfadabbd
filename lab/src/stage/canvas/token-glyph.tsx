import type { TokenKind } from "../types.ts";
import {
  BROKEN_CIRCLE,
  CIRCLE,
  CRACK,
  DIAMOND,
  outlineOf,
  ringArc,
  SQUARE,
  STRIKE,
  TOKEN_RADIUS,
  tokenLabel,
} from "./token-shapes.ts";
import css from "./token-glyph.module.css";

export type TokenGlyphProps = {
  readonly kind: TokenKind;
  readonly job?: string;
  readonly attempt?: number;
  /** The rest of the visibility timeout, 0 to 1. Without it there is no ring. */
  readonly ring?: number | undefined;
  readonly poison?: boolean;
  readonly duplicate?: boolean;
  readonly expired?: boolean;
  readonly held?: boolean;
  /** In flight: a worker has it, and the queue keeps it until the ack. */
  readonly ghost?: boolean;
  readonly size?: number;
};

/** A message as a picture next to words. It is decoration, so screen readers do not see it. */
export function TokenGlyph({
  kind,
  job,
  attempt = 0,
  ring,
  poison = false,
  duplicate = false,
  expired = false,
  held = false,
  ghost = false,
  size = 30,
}: TokenGlyphProps) {
  const outline = outlineOf(kind);
  const d = outline === "circle" ? CIRCLE : outline === "diamond" ? DIAMOND : SQUARE;
  const edge = TOKEN_RADIUS + 6;
  return (
    <svg
      className={css["glyph"]}
      data-kind={held ? "held" : kind}
      data-ghost={ghost || undefined}
      data-hollow={duplicate || undefined}
      data-poison={poison || undefined}
      width={size}
      height={size}
      viewBox={`${-edge} ${-edge} ${2 * edge} ${2 * edge}`}
      aria-hidden="true"
    >
      {ring !== undefined && (
        <>
          <circle r={TOKEN_RADIUS + 4} className={css["track"]} />
          <path d={ringArc(ring, TOKEN_RADIUS + 4)} className={css["ring"]} data-low={ring < 0.25 || undefined} />
        </>
      )}
      <path d={d} className={css["body"]} />
      {poison && (
        <>
          <path d={BROKEN_CIRCLE} className={css["broken"]} />
          <path d={CRACK} className={css["crack"]} />
        </>
      )}
      {job !== undefined && (
        <text className={css["label"]} y="4">
          {tokenLabel(job)}
        </text>
      )}
      {expired && <path d={STRIKE} className={css["strike"]} />}
      {attempt > 0 && ring === undefined && <Pips attempt={attempt} />}
    </svg>
  );
}

function Pips({ attempt }: { readonly attempt: number }) {
  const shown = Math.min(attempt, 5);
  return (
    <>
      {Array.from({ length: shown }, (_, i) => (
        <circle key={i} className={css["pip"]} cx={(i - (shown - 1) / 2) * 5} cy={TOKEN_RADIUS + 4} r="1.8" />
      ))}
    </>
  );
}
