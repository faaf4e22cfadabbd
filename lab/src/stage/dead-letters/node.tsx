import { useNamed } from "../../binding/place.tsx";
import { useSession, useStage } from "../../binding/session-context.tsx";
import { TokenGlyph } from "../canvas/token-glyph.tsx";
import deadLetters from "./dead-letters.module.css";
import css from "../canvas/nodes.module.css";

export function DeadLettersNode({ node, compact }: { readonly node: string; readonly compact: boolean }) {
  const named = useNamed();
  const session = useSession();
  const view = useStage()?.queues.find((one) => one.deadLetters.node === node)?.deadLetters;
  if (!view) return null;
  const last = view.jobs.at(-1);
  return (
    <section
      className={`${css["dead"]} ${deadLetters["letters"]}`}
      data-empty={view.count === 0 || undefined}
      data-compact={compact || undefined}
      aria-label={named("Dead letters")}
    >
      <p className={css["line"]}>
        <span className={css["name"]}>Dead letters</span>
        <strong className="num">{view.count}</strong>
      </p>
      {compact && last === undefined ? null : last === undefined ? (
        <p className={css["small"]}>none yet</p>
      ) : (
        <button
          type="button"
          className={deadLetters["jobButton"]}
          onClick={() => session.choose({ kind: "job", job: last })}
        >
          <TokenGlyph kind="dead-letter" job={last} size={22} /> {last}
        </button>
      )}
    </section>
  );
}
