import { Icon } from "../parts/icons.tsx";
import { TokenGlyph } from "../parts/token-glyph.tsx";
import css from "./chapters.module.css";

/** One glance at what a chapter is about, in the lab's own shapes. */
export function ChapterPicture({ chapter }: { readonly chapter: string }) {
  return (
    <span className={css["picture"]} aria-hidden="true">
      {pictureOf(chapter)}
    </span>
  );
}

function pictureOf(chapter: string) {
  switch (chapter) {
    case "life-of-a-message":
      return (
        <>
          <Tube />
          <TokenGlyph kind="job" job="1" />
          <Worker />
        </>
      );
    case "competing-consumers":
      return (
        <>
          <Tube full />
          <span className={css["stack"]}>
            <Worker />
            <Worker />
            <Worker />
          </span>
        </>
      );
    case "crash-redelivery":
      return (
        <>
          <Worker dead />
          <TokenGlyph kind="job" job="3" ring={0.3} />
          <Worker />
        </>
      );
    case "double-charge":
      return (
        <>
          <TokenGlyph kind="effect" job="2" />
          <TokenGlyph kind="effect" job="2" duplicate />
          <span className={css["page"]}>€40</span>
        </>
      );
    case "poison-dlq":
      return (
        <>
          <TokenGlyph kind="job" job="4" poison />
          <span className={css["tray"]} />
        </>
      );
    case "correlation-id":
      return (
        <>
          <Asker />
          <span className={css["column"]}>
            <TokenGlyph kind="job" job="1" />
            <TokenGlyph kind="reply" job="2" />
          </span>
          <Tube />
        </>
      );
    case "lost-reply":
      return (
        <>
          <Asker />
          <Waits />
          <Worker dead />
        </>
      );
    case "late-reply":
      return (
        <>
          <Asker />
          <Waits />
          <TokenGlyph kind="reply" job="1" />
        </>
      );
    case "stale-reply":
      return (
        <>
          <Asker />
          <span className={css["column"]}>
            <TokenGlyph kind="job" job="check-1-try-2" attempt={0} />
            <TokenGlyph kind="reply" job="1" />
          </span>
        </>
      );
    case "requester-crash":
      return (
        <>
          <Asker dead />
          <TokenGlyph kind="reply" job="1" />
          <TokenGlyph kind="reply" job="2" />
        </>
      );
    case "work-outlives-caller":
      return (
        <>
          <Tube full />
          <TokenGlyph kind="job" job="4" expired />
          <Worker />
        </>
      );
    case "message-taxonomy":
      return (
        <>
          <span className={css["column"]}>
            <TokenGlyph kind="job" job="1" />
            <TokenGlyph kind="reply" job="1" />
          </span>
          <span className={css["doubt"]}>
            <Icon name="question" size={22} />
          </span>
          <Asker />
        </>
      );
    case "glue-happy":
      return (
        <>
          <span className={css["coordinator"]} />
          <span className={css["column"]}>
            <TokenGlyph kind="job" job="order-1-ship" />
            <TokenGlyph kind="reply" job="order-1-charge" />
          </span>
          <span className={css["stack"]}>
            <Worker />
            <Worker />
          </span>
        </>
      );
    default:
      return <Tube />;
  }
}

const Tube = ({ full = false }: { readonly full?: boolean }) => (
  <span className={css["tube"]} data-full={full || undefined} />
);
const Asker = ({ dead = false }: { readonly dead?: boolean }) => (
  <span className={css["asker"]} data-dead={dead || undefined} />
);
const Waits = () => (
  <span className={css["waits"]}>
    <Icon name="hourglass" size={22} />
  </span>
);
const Worker = ({ dead = false }: { readonly dead?: boolean }) => (
  <span className={css["worker"]} data-dead={dead || undefined} />
);
