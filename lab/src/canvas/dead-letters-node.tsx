import { useNamed } from "../binding/place.tsx";
import { useSession, useStage } from "../binding/session-context.tsx";
import { TokenGlyph } from "../parts/token-glyph.tsx";
import css from "./nodes.module.css";

export function DeadLettersNode({ node, compact }: { readonly node: string; readonly compact: boolean }) {
  const named = useNamed();
  const session = useSession();
  const view = useStage()?.queues.find((one) => one.deadLetters.node === node)?.deadLetters;
  if (!view) return null;
  const last = view.jobs.at(-1);
  return (
    <section
      className={css["dead"]}
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
        <button type="button" className={css["jobButton"]} onClick={() => session.choose({ kind: "job", job: last })}>
          <TokenGlyph kind="dead-letter" job={last} size={22} /> {last}
        </button>
      )}
    </section>
  );
}
