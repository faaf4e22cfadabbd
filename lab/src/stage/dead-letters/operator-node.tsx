import { useNamed } from "../../binding/place.tsx";
import { useSession, useStage } from "../../binding/session-context.tsx";
import { CrashOrRestart } from "../actor/crash-or-restart.tsx";
import operator from "./operator.module.css";
import css from "../canvas/nodes.module.css";

/** A DLQ operator, and its last operation. */
export function OperatorNode({ node }: { readonly node: string }) {
  const named = useNamed();
  const session = useSession();
  const view = useStage()?.operators.find((one) => one.node === node);
  if (!view) return null;
  const { name, state, last } = view;
  return (
    <section
      className={`${operator["operator"]} ${css["actor"]}`}
      data-state={state}
      data-actor={name}
      aria-label={named(`Operator of ${name}`)}
    >
      <p className={css["line"]}>
        <button
          type="button"
          className={css["nameButton"]}
          onClick={() => session.choose({ kind: "actor", actor: name })}
        >
          {name}
        </button>
        {(state === "crashed" || state === "paused") && <span className={css["state"]}>{state}</span>}
      </p>
      <p className={css["small"]}>{last ?? "at the dead-letter queue"}</p>
      <CrashOrRestart name={name} state={state} />
    </section>
  );
}
