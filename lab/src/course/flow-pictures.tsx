import type { ReactNode } from "react";
import { TokenGlyph } from "../stage/canvas/token-glyph.tsx";
import css from "./chapters.module.css";
import { Coordinator, Missing, Note, Orchestrator, Sign, Store, Tube, Worker } from "./picture-shapes.tsx";

/** Of the chapters on flows: the coordinator, and what goes wrong around it. */
export const FLOW_PICTURES: { readonly [chapter: string]: ReactNode } = {
  "glue-happy": (
    <>
      <Coordinator />
      <span className={css["column"]}>
        <TokenGlyph kind="job" job="order-1-ship" />
        <TokenGlyph kind="reply" job="order-1-charge" />
      </span>
      <span className={css["stack"]}>
        <Worker />
        <Worker />
      </span>
    </>
  ),
  "glue-double-command": (
    <>
      <Tube />
      <span className={css["column"]}>
        <TokenGlyph kind="job" job="order-2-charge" />
        <TokenGlyph kind="job" job="order-2-charge" duplicate />
      </span>
      <Worker is="dead" />
    </>
  ),
  "glue-out-of-order": (
    <>
      <Coordinator />
      <TokenGlyph kind="reply" job="order-2-notify" />
      <Sign name="hourglass" />
      <TokenGlyph kind="reply" job="order-2-ship" />
    </>
  ),
  "glue-coordinator-crash": (
    <>
      <Coordinator is="dead" />
      <span className={css["column"]}>
        <TokenGlyph kind="job" job="order-2-ship" />
        <Missing />
      </span>
      <span className={css["stack"]}>
        <Worker />
        <Worker />
      </span>
    </>
  ),
  "glue-lost-timer": (
    <>
      <Coordinator is="dead" />
      <Sign name="clock" />
      <Missing />
      <Worker />
    </>
  ),
  "glue-late-reply": (
    <>
      <Coordinator />
      <Sign name="hourglass" />
      <TokenGlyph kind="reply" job="order-2-ship" />
      <Worker is="frozen" />
    </>
  ),
  "glue-missing-compensation": (
    <>
      <Coordinator is="dead" />
      <Sign name="undo" />
      <span className={css["column"]}>
        <TokenGlyph kind="job" job="order-2-refund" />
        <Missing />
      </span>
    </>
  ),
  "glue-dual-write": (
    <>
      <Store />
      <Coordinator is="dead" />
      <Missing />
      <Tube />
    </>
  ),
  "glue-stuck-unseen": (
    <>
      <span className={css["stack"]}>
        <Tube />
        <Tube />
        <Tube />
      </span>
      <Sign name="question" tone="doubt" />
    </>
  ),
  "glue-retry-storm": (
    <>
      <span className={css["column"]}>
        <TokenGlyph kind="job" job="order-1-charge" duplicate />
        <TokenGlyph kind="job" job="order-2-charge" duplicate />
      </span>
      <span className={css["column"]}>
        <TokenGlyph kind="job" job="order-3-charge" duplicate />
        <TokenGlyph kind="job" job="order-4-charge" duplicate />
      </span>
      <Tube full />
      <Worker />
    </>
  ),
  "naive-restore": (
    <>
      <Store />
      <Coordinator />
      <Sign name="clock" />
      <Missing />
    </>
  ),
  "flow-version-change": (
    <>
      <Coordinator />
      <span className={css["column"]}>
        <Note text="v1" />
        <Note text="v2" />
      </span>
      <Sign name="question" tone="doubt" />
    </>
  ),
  "orchestrator-not-magic": (
    <>
      <Orchestrator />
      <TokenGlyph kind="effect" job="order-2-charge" />
      <TokenGlyph kind="effect" job="order-2-charge" duplicate />
    </>
  ),
  "one-step-job": (
    <>
      <Tube />
      <TokenGlyph kind="job" job="renewal-1" />
      <Worker />
      <Note text="1 step" />
    </>
  ),
};
