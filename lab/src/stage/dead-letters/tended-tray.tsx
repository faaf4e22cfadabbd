import { useNamed } from "../../binding/place.tsx";
import { useSession, useStage } from "../../binding/session-context.tsx";
import { TokenGlyph } from "../canvas/token-glyph.tsx";
import type { LetterGroup } from "./types.ts";
import letters from "./dead-letters.module.css";
import desk from "./desk.module.css";
import css from "../canvas/nodes.module.css";

const MOST_GROUPS = 2;
const MOST_GLYPHS = 3;

/** Dead letters that somebody sees to: what lies there, by cause. */
export function TendedTray({ node, queue }: { readonly node: string; readonly queue: string }) {
  const named = useNamed();
  const session = useSession();
  const view = useStage()?.queues.find((one) => one.deadLetters.node === node)?.deadLetters;
  if (!view) return null;
  const more = view.groups.length - MOST_GROUPS;
  return (
    <section
      className={`${css["dead"]} ${letters["letters"]} ${desk["tray"]}`}
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
        <ul className={desk["groups"]}>
          {view.groups.slice(0, MOST_GROUPS).map((group) => (
            <Group key={group.reason} group={group} />
          ))}
        </ul>
      )}
      {more > 0 && <p className={css["small"]}>and {more} more causes</p>}
    </section>
  );
}

function Group({ group: { reason, letters } }: { readonly group: LetterGroup }) {
  const session = useSession();
  const shown = letters.slice(0, MOST_GLYPHS);
  return (
    <li className={desk["group"]} title={reason}>
      {shown.map(({ job, leaving }) => (
        <button
          key={job}
          type="button"
          className={desk["letter"]}
          data-leaving={leaving ?? undefined}
          aria-label={leaving === null ? job : `${job}, ${leaving}`}
          onClick={() => session.choose({ kind: "job", job })}
        >
          <TokenGlyph kind="dead-letter" job={job} expired={leaving === "discarded"} size={24} />
        </button>
      ))}
      {letters.length > shown.length && <span className="num">+{letters.length - shown.length}</span>}
      <span className={desk["reason"]}>{reason}</span>
    </li>
  );
}
