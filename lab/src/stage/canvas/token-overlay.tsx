import { useStoreApi } from "@xyflow/react";
import { useEffect, useRef, type RefObject } from "react";
import { useSession } from "../../binding/session-context.tsx";
import { onColoursChanged } from "../../binding/theme.ts";
import { tokensAt } from "../stage.ts";
import { TokenPainter, type DrawnToken } from "./draw-tokens.ts";
import { readPalette, type Palette } from "./palette.ts";
import type { PathTable } from "./path-table.ts";
import css from "./stage-canvas.module.css";

/**
 * Messages in transit, on one 2D canvas next to the viewport (inside it, the browser would scale the bitmap). It draws
 * directly from the session's playhead and the flow's transform, at most once per frame, and never through React.
 */
export function TokenOverlay({
  paths,
  still,
  drawn,
}: {
  readonly paths: ReadonlyMap<string, PathTable>;
  readonly still: boolean;
  readonly drawn: RefObject<readonly DrawnToken[]>;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const session = useSession();
  const flow = useStoreApi();

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    let palette: Palette | null = null;
    const painter = new TokenPainter();
    let frame = 0;
    let disposed = false;

    const draw = () => {
      frame = 0;
      const { run, selection } = session.getState();
      const { width, height, transform } = flow.getState();
      fit(element, width, height);
      context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      context.clearRect(0, 0, width, height);
      if (!run) return;
      palette ??= readPalette(element.parentElement ?? document.body);
      const tokens = tokensAt(run.index, session.playhead.get());
      drawn.current = painter.draw(context, {
        tokens,
        paths,
        transform,
        palette,
        still,
        selectedJob: selection?.kind === "job" ? selection.job : null,
      });
    };
    const request = () => {
      if (frame === 0 && !disposed) frame = requestAnimationFrame(draw);
    };
    const recolour = () => {
      palette = null;
      request();
    };
    const stops = [
      session.playhead.subscribe(request),
      session.subscribe(request),
      flow.subscribe(request),
      onColoursChanged(recolour),
    ];
    request();
    return () => {
      disposed = true;
      cancelAnimationFrame(frame);
      for (const stop of stops) stop();
    };
  }, [session, flow, paths, still, drawn]);

  return <canvas ref={canvas} className={css["overlay"]} aria-hidden="true" />;
}

function fit(canvas: HTMLCanvasElement, width: number, height: number): void {
  const wide = Math.round(width * devicePixelRatio);
  const high = Math.round(height * devicePixelRatio);
  if (canvas.width === wide && canvas.height === high) return;
  canvas.width = wide;
  canvas.height = high;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}
