import { useRef, type CSSProperties, type KeyboardEvent, type PointerEvent, type RefObject } from "react";
import { useKept } from "../binding/use-kept.ts";
import { useSize } from "../binding/use-size.ts";
import css from "./dock.module.css";

const LEAST_PX = 120;
const STEP_PX = 32;
/** The canvas and the time machine keep at least the rest. */
const MOST_PART = 0.72;

const mostPx = () => Math.round(window.innerHeight * MOST_PART);
const within = (px: number) => Math.round(Math.min(mostPx(), Math.max(LEAST_PX, px)));

/** The dock's height as the user set it, kept on this device; undefined: the style sheet's. */
export function useDockHeight() {
  const [kept, keep] = useKept("dock-height");
  const px = kept === null ? Number.NaN : Number(kept);
  const height = Number.isFinite(px) ? within(px) : undefined;
  const style = height === undefined ? undefined : ({ "--dock-height": `${height}px` } as CSSProperties);
  return { style, resize: (next: number | null) => keep(next === null ? null : String(within(next))) };
}

export type Resize = ReturnType<typeof useDockHeight>["resize"];

/** The edge above the dock: drag it, or move it with the arrow keys. A double click returns to the usual height. */
export function DockEdge({ dock, resize }: { readonly dock: RefObject<HTMLElement | null>; readonly resize: Resize }) {
  const height = Math.round(useSize(dock)?.height ?? LEAST_PX);
  const grip = useRef<{ readonly y: number; readonly height: number } | null>(null);
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    grip.current = { y: event.clientY, height: dock.current?.offsetHeight ?? LEAST_PX };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = ({ clientY }: PointerEvent) => {
    if (grip.current) resize(grip.current.height + grip.current.y - clientY);
  };
  const onKey = (event: KeyboardEvent) => {
    const next = keyHeight(event.key, dock.current?.offsetHeight ?? height);
    if (next === undefined) return;
    event.preventDefault();
    resize(next);
  };
  return (
    <div
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the views"
      aria-valuenow={height}
      aria-valuemin={LEAST_PX}
      aria-valuemax={mostPx()}
      tabIndex={0}
      className={css["edge"]}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (grip.current = null)}
      onPointerCancel={() => (grip.current = null)}
      onDoubleClick={() => resize(null)}
      onKeyDown={onKey}
    />
  );
}

/** Null: the usual height; undefined: not a key of the edge. */
function keyHeight(key: string, height: number): number | null | undefined {
  switch (key) {
    case "ArrowUp":
      return height + STEP_PX;
    case "ArrowDown":
      return height - STEP_PX;
    case "Home":
      return LEAST_PX;
    case "End":
      return mostPx();
    case "Enter":
      return null;
    default:
      return undefined;
  }
}
