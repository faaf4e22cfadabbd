import type { Shape, Size } from "../types.ts";

export const DESK: Size = { width: 148, height: 96 };

/** A tray that somebody sees to shows what lies there by cause. */
export function tendedTray(shape: Shape): Size {
  return { width: shape === "tall" ? 164 : 216, height: 118 };
}
