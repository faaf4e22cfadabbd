import { useNamed } from "../../binding/place.tsx";
import { useSession, useStage } from "../../binding/session-context.tsx";
import type { RequesterView } from "./types.ts";
import { CrashOrRestart } from "../actor/crash-or-restart.tsx";
import css from "../canvas/nodes.module.css";

/** A requester: the stadium shape of a producer, with the number of requests in its memory. It can crash. */
export function RequesterNode({ node }: { readonly node: string }) {
  const named = useNamed();
  const session = useSession();
  const view = useStage()?.requesters.find((one) => one.node === node);
  if (!view) return null;
  const dead = view.state === "crashed";
  return (
    <section
      className={`${css["requester"]} ${css["actor"]}`}
      data-state={view.state}
      data-actor={view.name}
      aria-label={named(`Requester ${view.name}`)}
    >
      <p className={css["line"]}>
        <button
          type="button"
          className={css["nameButton"]}
          onClick={() => session.choose({ kind: "actor", actor: view.name })}
        >
          {view.name}
        </button>
        {(dead || view.state === "paused") && <span className={css["state"]}>{view.state}</span>}
      </p>
      <p className={css["small"]}>
        asked <span className="num">{view.asked}</span> of <span className="num">{view.total}</span>
      </p>
      <Memory view={view} />
      <CrashOrRestart name={view.name} state={view.state} />
    </section>
  );
}

/** Its open requests are only in memory, so they have a dashed outline. */
function Memory({ view }: { readonly view: RequesterView }) {
  const { waiting, forgotten } = view;
  const lost = waiting === 0 && forgotten.length > 0;
  return (
    <p className={css["memory"]} data-lost={lost || undefined}>
      {lost ? (
        <>
          forgot <span className="num">{forgotten.length}</span>
        </>
      ) : (
        <>
          waiting for <strong className="num">{waiting}</strong>
        </>
      )}
    </p>
  );
}
