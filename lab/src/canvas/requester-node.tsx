import { useSession, useStage } from "../binding/session-context.tsx";
import type { RequesterView } from "../projection/types.ts";
import css from "./nodes.module.css";

/** Asks and waits: a producer's stadium that can die, with the number of requests in its memory. */
export function RequesterNode({ node }: { readonly node: string }) {
  const session = useSession();
  const view = useStage()?.requesters.find((one) => one.node === node);
  if (!view) return null;
  const dead = view.state === "crashed";
  const alive = view.state === "idle" || view.state === "working";
  return (
    <section
      className={css["requester"]}
      data-state={view.state}
      data-actor={view.name}
      aria-label={`Requester ${view.name}`}
    >
      <p className={css["line"]}>
        <button
          type="button"
          className={css["nameButton"]}
          onClick={() => session.choose({ kind: "actor", actor: view.name })}
        >
          {view.name}
        </button>
        {dead && <span className={css["state"]}>crashed</span>}
      </p>
      <p className={css["small"]}>
        asked <span className="num">{view.asked}</span> of <span className="num">{view.total}</span>
      </p>
      <Memory view={view} />
      {alive && (
        <button
          type="button"
          className={css["crashButton"]}
          onClick={() => void session.crash(view.name)}
          aria-label={`Crash now: ${view.name}`}
          title={`${view.name} crashes at this moment`}
        >
          Crash now
        </button>
      )}
      {dead && (
        <button
          type="button"
          className={css["restartButton"]}
          onClick={() => void session.restart(view.name)}
          aria-label={`Start again: ${view.name}`}
        >
          Start again
        </button>
      )}
    </section>
  );
}

/** What it waits for is in memory only: drawn as impermanent as it is. */
function Memory({ view }: { readonly view: RequesterView }) {
  const { waiting, forgotten } = view;
  const lost = waiting === 0 && forgotten.length > 0;
  return (
    <p className={css["memory"]} data-lost={lost || undefined}>
      {lost ? (
        <>
          has forgotten <span className="num">{forgotten.length}</span>
        </>
      ) : (
        <>
          waiting for <strong className="num">{waiting}</strong>
        </>
      )}
    </p>
  );
}
