import { useNamed } from "../../binding/place.tsx";
import { useSession, useStage } from "../../binding/session-context.tsx";
import { formatMoment } from "../../parts/format.ts";
import type { CoordinatorView } from "./types.ts";
import { Icon } from "../../parts/icons.tsx";
import { stateWord } from "../actor/words.ts";
import css from "./coordinator.module.css";
import { CrashOrRestart } from "../actor/crash-or-restart.tsx";
import nodes from "../canvas/nodes.module.css";

/**
 * A coordinator or orchestrator, which drives orders through their steps. Content that is only in its memory has a
 * dashed line and is lost with it. The state of an orchestrator is durable, and so is its outline.
 */
export function CoordinatorNode({ node }: { readonly node: string }) {
  const named = useNamed();
  const session = useSession();
  const view = useStage()?.coordinators.find((one) => one.node === node);
  if (!view) return null;
  const dead = view.state === "crashed";
  return (
    <section
      className={`${css["coordinator"]} ${nodes["actor"]}`}
      data-kind={view.kind}
      data-keeps={view.keeps}
      data-state={view.state}
      data-actor={view.name}
      aria-label={named(`${view.kind === "orchestrator" ? "Orchestrator" : "Coordinator"} ${view.name}`)}
    >
      <header className={nodes["line"]}>
        <button
          type="button"
          className={nodes["nameButton"]}
          onClick={() => session.choose({ kind: "actor", actor: view.name })}
        >
          {view.name}
        </button>
        <span className={nodes["state"]}>
          {view.state === "paused" && <Icon name="paused" size={14} />}
          {stateWord(view.state)}
          {dead && view.crashedAt !== null && (
            <span className={`${nodes["since"]} num`}> {formatMoment(view.crashedAt)}</span>
          )}
        </span>
      </header>
      <Note view={view} />
      <footer className={nodes["line"]}>
        <span className={nodes["small"]}>
          {view.holding.length > 0 ? (
            <>
              in hand <span className="num">{view.holding.length}</span>
            </>
          ) : (
            ""
          )}
        </span>
        <CrashOrRestart name={view.name} state={view.state} />
      </footer>
    </section>
  );
}

/** A note: what it must remember, and where that is stored. */
function Note({ view }: { readonly view: CoordinatorView }) {
  const { flows, timers, wiped, keeps, state } = view;
  if (state === "crashed" && wiped !== null) return <Forgotten wiped={wiped} />;
  const underWay = flows.filter(({ ended }) => ended === null).length;
  const inMemory = timers.filter(({ where }) => where === "memory").length;
  const mortal = keeps === "memory" || inMemory > 0;
  return (
    <p className={css["note"]} data-mortal={mortal || undefined}>
      <span>
        {keeps === "memory" ? "keeps" : "drives"} <strong className="num">{underWay}</strong> {orders(underWay)}
      </span>
      <span>
        <strong className="num">{timers.length}</strong> {timers.length === 1 ? "timer" : "timers"}
        {timers.length > 0 && (inMemory > 0 ? " in memory" : " stored")}
      </span>
    </p>
  );
}

/** What the crash lost. */
function Forgotten({ wiped }: { readonly wiped: NonNullable<CoordinatorView["wiped"]> }) {
  const { flows, timers } = wiped;
  const lost = flows.length > 0 || timers > 0;
  return (
    <p className={css["note"]} data-lost={lost || undefined}>
      {flows.length > 0 ? (
        <span>
          forgot <strong className="num">{flows.length}</strong> {orders(flows.length)}
        </span>
      ) : (
        <span>forgot no order</span>
      )}
      <span>
        lost <strong className="num">{timers}</strong> {timers === 1 ? "timer" : "timers"}
      </span>
    </p>
  );
}

const orders = (count: number): string => (count === 1 ? "order" : "orders");
