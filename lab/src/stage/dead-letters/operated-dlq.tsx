import { useNamed } from "../../binding/place.tsx";
import { useSession, useStage } from "../../binding/session-context.tsx";
import { TokenGlyph } from "../canvas/token-glyph.tsx";
import type { DeadLetterGroup } from "./types.ts";
import deadLetters from "./dead-letters.module.css";
import operator from "./operator.module.css";
import css from "../canvas/nodes.module.css";

const MOST_GROUPS = 2;
const MOST_GLYPHS = 3;

/** A dead-letter queue with an operator: its dead letters, by cause. */
export function OperatedDlq({ node, queue }: { readonly node: string; readonly queue: string }) {
  const named = useNamed();
  const session = useSession();
  const view = useStage()?.queues.find((one) => one.deadLetters.node === node)?.deadLetters;
  if (!view) return null;
  const more = view.groups.length - MOST_GROUPS;
  return (
    <section
      className={`${css["dead"]} ${deadLetters["letters"]} ${operator["dlq"]}`}
      data-empty={view.count === 0 || undefined}
      aria-label={named("Dead letters")}
    >
      <p className={css["line"]}>
        <button type="button" className={css["nameButton"]} onClick={() => session.choose({ kind: "queue", queue })}>
          Dead letters
        </button>
        <strong className="num">{view.count}</strong>
      </p>
      {view.count === 0 ? (
        <p className={css["small"]}>{view.deeds.length === 0 ? "none yet" : "none"}</p>
      ) : (
        <ul className={operator["groups"]}>
          {view.groups.slice(0, MOST_GROUPS).map((group) => (
            <Group key={group.reason} group={group} />
          ))}
        </ul>
      )}
      {more > 0 && <p className={css["small"]}>and {more} more causes</p>}
    </section>
  );
}

function Group({ group: { reason, deadLetters } }: { readonly group: DeadLetterGroup }) {
  const session = useSession();
  const shown = deadLetters.slice(0, MOST_GLYPHS);
  return (
    <li className={operator["group"]} title={reason}>
      {shown.map(({ job, leaving }) => (
        <button
          key={job}
          type="button"
          className={operator["letter"]}
          data-leaving={leaving ?? undefined}
          aria-label={leaving === null ? job : `${job}, ${leaving}`}
          onClick={() => session.choose({ kind: "job", job })}
        >
          <TokenGlyph kind="dead-letter" job={job} expired={leaving === "discarded"} size={24} />
        </button>
      ))}
      {deadLetters.length > shown.length && <span className="num">+{deadLetters.length - shown.length}</span>}
      <span className={operator["reason"]}>{reason}</span>
    </li>
  );
}
