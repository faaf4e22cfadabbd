import type { Session } from "../session/types.ts";
import css from "./chapters.module.css";
import { ChapterPicture } from "./chapter-picture.tsx";

const FLOW_PART = "A flow over queues";
/** A part of the map begins with this chapter, and ends where the next begins. */
const PARTS: readonly { readonly title: string; readonly from: string }[] = [
  { title: "The queue", from: "life-of-a-message" },
  { title: "When something goes wrong", from: "crash-redelivery" },
  { title: "Order and pace", from: "push-pull" },
  { title: "Getting a result back", from: "correlation-id" },
  { title: "Queue, log, orchestrator: three tools", from: "message-taxonomy" },
  { title: FLOW_PART, from: "glue-happy" },
  { title: "What an orchestrator takes, and when none is needed", from: "naive-restore" },
];

/** The scenarios as a map: each builds on the one before. */
export function Chapters({ scenarios }: { readonly scenarios: Session["scenarios"] }) {
  return (
    <nav className={css["chapters"]} aria-labelledby="chapters">
      <h2 id="chapters">Chapters</h2>
      <p className={css["lead"]}>Each takes a few minutes and builds on the one before.</p>
      {partsOf(scenarios).map(({ title, first, chapters }) => (
        <section key={title} className={css["part"]} aria-label={title}>
          <h3>{title}</h3>
          {title === FLOW_PART && <BesideCard chapters={chapters} />}
          <ol className={css["map"]} start={first + 1}>
            {chapters.map((chapter, i) => (
              <li key={chapter.id}>
                <Card chapter={chapter} number={first + i + 1} />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </nav>
  );
}

/** Two designs of one flow beside each other; the chapter in which they part most plainly, if it is there. */
function BesideCard({ chapters }: { readonly chapters: Session["scenarios"] }) {
  const shown = chapters.find(({ id }) => id === "glue-coordinator-crash") ?? chapters[0];
  if (!shown) return null;
  return (
    <p className={css["lead"]}>
      By hand and by an orchestrator: <a href={`#/twin/${shown.id}`}>see both beside each other</a>, on the same orders
      and the same faults.
    </p>
  );
}

function Card({ chapter, number }: { readonly chapter: Session["scenarios"][number]; readonly number: number }) {
  const { id, title, shows } = chapter;
  return (
    <a className={css["card"]} href={`#/lab/${id}`}>
      <ChapterPicture chapter={id} />
      <span className={css["number"]}>Chapter {number}</span>
      <strong>{title}</strong>
      <span className={css["shows"]}>{shows}</span>
    </a>
  );
}

function partsOf(scenarios: Session["scenarios"]) {
  const starts = PARTS.map(({ title, from }) => ({ title, first: scenarios.findIndex(({ id }) => id === from) }));
  const known = starts.filter(({ first }) => first >= 0);
  return known.map(({ title, first }, i) => ({ title, first, chapters: scenarios.slice(first, known[i + 1]?.first) }));
}
