import { answeredCommand, commandName } from "../flow/command-name.ts";
import type { TokenKind } from "../types.ts";

/**
 * The outlines of message tokens around (0, 0), as SVG path data. The canvas fills them with Path2D; the legend, the
 * slots and the passport draw them as SVG. So a shape is the same everywhere.
 */
export const TOKEN_RADIUS = 11;
const R = TOKEN_RADIUS;

export const CIRCLE = `M${-R},0 A${R},${R} 0 1 1 ${R},0 A${R},${R} 0 1 1 ${-R},0 Z`;
export const DIAMOND = `M0,${-R} L${R},0 L0,${R} L${-R},0 Z`;
export const SQUARE = "M-8,-8 H8 V8 H-8 Z";
/** The crack of a poison message: it runs through the outline on both sides. */
export const CRACK = `M-4,${-R - 2} L1,-7 L-3,-4 M3,4 L-1,7 L4,${R + 2}`;
/** A circle in pieces, for poison. */
export const BROKEN_CIRCLE = brokenCircle();
/** Through an expired message. */
export const STRIKE = `M${-R - 2},${R - 2} L${R + 2},${-R + 2}`;

export type TokenOutline = "circle" | "diamond" | "square";
export function outlineOf(kind: TokenKind): TokenOutline {
  switch (kind) {
    case "job":
    case "dead-letter":
    case "effect":
      return "circle";
    case "event":
      return "square";
    case "ack":
    case "nak":
    case "reply":
      return "diamond";
  }
}

/** The word next to a token that is not a job. */
export const TOKEN_WORDS: Record<TokenKind, string> = {
  job: "job",
  event: "event",
  ack: "ack",
  nak: "nak",
  "dead-letter": "dead letter",
  effect: "charge",
  reply: "reply",
};

/** 'job-12' → '12', what fits into a token; 'order-1-try-2' → '1.2'; a reply ('reply-order-1-2') has its request's label, a command ('order-1-charge') its order's. */
export function tokenLabel(job: string): string {
  const command = commandName(job) ?? answeredCommand(job);
  if (command) return tokenLabel(command.try > 1 ? `${command.order}-try-${command.try}` : command.order);
  const asked = /^reply-(.+\d)-\d+$/.exec(job)?.[1] ?? job;
  const again = /(\d{1,3})-try-(\d+)$/.exec(asked);
  if (again) return `${again[1]}.${again[2]}`;
  return /(\d{1,4})$/.exec(asked)?.[1] ?? asked.slice(0, 2);
}

/** An arc from the top, clockwise: the ring that shows how much of the visibility timeout is left. It empties clockwise. */
export function ringArc(share: number, radius: number): string {
  const left = Math.min(1, Math.max(0, share));
  if (left <= 0) return "";
  if (left >= 0.9999) return `M0,${-radius} A${radius},${radius} 0 1 1 -0.01,${-radius}`;
  const from = (1 - left) * 2 * Math.PI;
  const x = radius * Math.sin(from);
  const y = -radius * Math.cos(from);
  return `M${x.toFixed(2)},${y.toFixed(2)} A${radius},${radius} 0 ${left > 0.5 ? 1 : 0} 1 0,${-radius}`;
}

function brokenCircle(): string {
  const pieces = [
    [-70, 20],
    [35, 100],
    [115, 215],
    [230, 275],
  ] as const;
  const at = (degrees: number) =>
    `${(R * Math.cos((degrees * Math.PI) / 180)).toFixed(2)},${(R * Math.sin((degrees * Math.PI) / 180)).toFixed(2)}`;
  return pieces.map(([from, to]) => `M${at(from)} A${R},${R} 0 0 1 ${at(to)}`).join(" ");
}
