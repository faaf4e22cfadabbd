import type { ReactNode } from "react";
import { TokenGlyph } from "../stage/canvas/token-glyph.tsx";
import css from "./chapters.module.css";
import { Asker, Note, Sign, Tube, Worker } from "./picture-shapes.tsx";

const Two = ({ children }: { readonly children: ReactNode }) => <span className={css["column"]}>{children}</span>;
const Workers = () => (
  <span className={css["stack"]}>
    <Worker />
    <Worker />
  </span>
);

/** Of the chapters on the queue by itself. */
export const QUEUE_PICTURES: { readonly [chapter: string]: ReactNode } = {
  "life-of-a-message": (
    <>
      <Tube />
      <TokenGlyph kind="job" job="1" />
      <Worker />
    </>
  ),
  "competing-consumers": (
    <>
      <Tube full />
      <span className={css["stack"]}>
        <Worker />
        <Worker />
        <Worker />
      </span>
    </>
  ),
  burst: (
    <>
      <Two>
        <TokenGlyph kind="job" job="8" />
        <TokenGlyph kind="job" job="9" />
      </Two>
      <Tube full />
      <Worker />
    </>
  ),
  "decouple-slow-step": (
    <>
      <Asker />
      <TokenGlyph kind="reply" job="1" />
      <Tube />
      <Worker />
    </>
  ),
  "crash-redelivery": (
    <>
      <Worker is="dead" />
      <TokenGlyph kind="job" job="3" ring={0.3} />
      <Worker />
    </>
  ),
  "selective-ack": (
    <>
      <Two>
        <TokenGlyph kind="job" job="1" ring={0.6} />
        <TokenGlyph kind="job" job="2" expired />
      </Two>
      <Worker is="dead" />
    </>
  ),
  "ackwait-too-short": (
    <>
      <Sign name="hourglass" />
      <TokenGlyph kind="job" job="1" ring={0.05} attempt={2} />
      <Workers />
    </>
  ),
  "zombie-late-ack": (
    <>
      <Worker is="frozen" />
      <TokenGlyph kind="job" job="2" attempt={2} />
      <Worker />
    </>
  ),
  "double-charge": (
    <>
      <TokenGlyph kind="effect" job="2" />
      <TokenGlyph kind="effect" job="2" duplicate />
      <Note text="€40" />
    </>
  ),
  "dedup-window": (
    <>
      <Two>
        <TokenGlyph kind="job" job="1" />
        <TokenGlyph kind="job" job="1" duplicate />
      </Two>
      <Tube />
    </>
  ),
  "retry-backoff": (
    <>
      <TokenGlyph kind="job" job="1" attempt={3} />
      <Sign name="hourglass" tone="doubt" />
      <Note text="down" />
    </>
  ),
  "poison-dlq": (
    <>
      <TokenGlyph kind="job" job="4" poison />
      <span className={css["tray"]} />
    </>
  ),
  "dlq-black-hole": (
    <>
      <Tube />
      <TokenGlyph kind="job" job="2" poison held />
      <Sign name="question" tone="doubt" />
    </>
  ),
  "broker-restart": (
    <>
      <Tube is="dead" full />
      <Sign name="restart" tone="doubt" />
      <Tube full />
    </>
  ),
  "leader-dies": (
    <>
      <Two>
        <Tube />
        <Tube />
      </Two>
      <Tube is="dead" full />
    </>
  ),
  "dlq-desk": (
    <>
      <span className={css["tray"]} />
      <TokenGlyph kind="job" job="2" attempt={1} />
      <Tube />
    </>
  ),
  "prefetch-hoarding": (
    <>
      <Worker />
      <Two>
        <TokenGlyph kind="job" job="3" held />
        <TokenGlyph kind="job" job="4" held />
      </Two>
      <Worker />
    </>
  ),
  "best-effort-order": (
    <>
      <Tube />
      <TokenGlyph kind="job" job="3" />
      <TokenGlyph kind="job" job="2" attempt={2} />
    </>
  ),
  "push-pull": (
    <>
      <Tube />
      <Sign name="question" tone="doubt" />
      <Worker />
    </>
  ),
  "fifo-groups": (
    <>
      <Two>
        <Tube />
        <Tube />
      </Two>
      <TokenGlyph kind="job" job="1" />
      <Workers />
    </>
  ),
  priority: (
    <>
      <TokenGlyph kind="job" job="9" />
      <Worker />
      <Two>
        <TokenGlyph kind="job" job="1" held />
        <TokenGlyph kind="job" job="2" held />
      </Two>
    </>
  ),
  "delay-ttl": (
    <>
      <Sign name="hourglass" tone="doubt" />
      <TokenGlyph kind="job" job="1" />
      <TokenGlyph kind="job" job="3" expired />
    </>
  ),
  "rate-limited": (
    <>
      <Tube full />
      <Note text="4/s" />
      <Workers />
    </>
  ),
};
