import type { Shape, Size } from "../types.ts";

export const DESK: Size = { width: 148, height: 96 };

/** A dead-letter queue with an operator shows its dead letters by cause. */
export function operatedDlq(shape: Shape): Size {
  return { width: shape === "tall" ? 164 : 216, height: 118 };
}
