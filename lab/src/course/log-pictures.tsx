import type { ReactNode } from "react";
import { TokenGlyph } from "../stage/canvas/token-glyph.tsx";
import css from "./chapters.module.css";
import { Cells, Tube, Worker } from "./picture-shapes.tsx";

/** Of the chapters on the log beside the queue. */
export const LOG_PICTURES: { readonly [chapter: string]: ReactNode } = {
  "queue-vs-log": (
    <>
      <Tube />
      <span className={css["column"]}>
        <Cells count={4} read={4} />
        <Cells count={4} read={1} />
      </span>
    </>
  ),
  "fan-out": (
    <>
      <TokenGlyph kind="event" job="4" />
      <Cells count={3} read={3} />
      <span className={css["stack"]}>
        <Worker />
        <Worker />
        <Worker />
      </span>
    </>
  ),
  "partition-order": (
    <>
      <span className={css["column"]}>
        <Cells count={2} read={2} />
        <Cells count={5} read={1} />
        <Cells count={2} read={1} />
      </span>
      <Worker />
    </>
  ),
};
