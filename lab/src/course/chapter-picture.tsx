import type { ReactNode } from "react";
import { TokenGlyph } from "../stage/canvas/token-glyph.tsx";
import css from "./chapters.module.css";
import { FLOW_PICTURES } from "./flow-pictures.tsx";
import { LOG_PICTURES } from "./log-pictures.tsx";
import { Asker, Sign, Tube, Worker } from "./picture-shapes.tsx";
import { QUEUE_PICTURES } from "./queue-pictures.tsx";

/** One glance at what a chapter is about, in the lab's own shapes. */
export function ChapterPicture({ chapter }: { readonly chapter: string }) {
  return (
    <span className={css["picture"]} aria-hidden="true">
      {QUEUE_PICTURES[chapter] ?? REPLY_PICTURES[chapter] ?? LOG_PICTURES[chapter] ?? FLOW_PICTURES[chapter] ?? (
        <Tube />
      )}
    </span>
  );
}

const REPLY_PICTURES: { readonly [chapter: string]: ReactNode } = {
  "correlation-id": (
    <>
      <Asker />
      <span className={css["column"]}>
        <TokenGlyph kind="job" job="1" />
        <TokenGlyph kind="reply" job="2" />
      </span>
      <Tube />
    </>
  ),
  "lost-reply": (
    <>
      <Asker />
      <Sign name="hourglass" />
      <Worker is="dead" />
    </>
  ),
  "late-reply": (
    <>
      <Asker />
      <Sign name="hourglass" />
      <TokenGlyph kind="reply" job="1" />
    </>
  ),
  "stale-reply": (
    <>
      <Asker />
      <span className={css["column"]}>
        <TokenGlyph kind="job" job="check-1-try-2" attempt={0} />
        <TokenGlyph kind="reply" job="1" />
      </span>
    </>
  ),
  "requester-crash": (
    <>
      <Asker is="dead" />
      <TokenGlyph kind="reply" job="1" />
      <TokenGlyph kind="reply" job="2" />
    </>
  ),
  "work-outlives-caller": (
    <>
      <Tube full />
      <TokenGlyph kind="job" job="4" expired />
      <Worker />
    </>
  ),
  "message-taxonomy": (
    <>
      <span className={css["column"]}>
        <TokenGlyph kind="job" job="1" />
        <TokenGlyph kind="reply" job="1" />
      </span>
      <Sign name="question" tone="doubt" />
      <Asker />
    </>
  ),
};
