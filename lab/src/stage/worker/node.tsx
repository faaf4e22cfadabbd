import { useNamed } from "../../binding/place.tsx";
import { useSession, useStage } from "../../binding/session-context.tsx";
import { formatMoment } from "../../parts/format.ts";
import type { WorkerView } from "./types.ts";
import { Icon } from "../../parts/icons.tsx";
import { stateWord } from "../actor/words.ts";
import { MOST_SLOT_ROWS } from "../actor/slots.ts";
import { CrashOrRestart } from "../actor/crash-or-restart.tsx";
import css from "../canvas/nodes.module.css";
import { CutOffWord } from "../server/server-row.tsx";
import { DeadSlots, MoreHeld } from "../actor/dead-slots.tsx";
import { EmptySlot, SlotRow } from "../actor/slot-row.tsx";

/**
 * A worker with its slots. A click anywhere on it (except on a message or its name) crashes it at this moment: the
 * button covers the whole shape.
 */
export function WorkerNode({
  node,
  slots,
  prefetch,
}: {
  readonly node: string;
  readonly slots: number;
  readonly prefetch: number;
}) {
  const named = useNamed();
  const session = useSession();
  const view = useStage()?.workers.find((one) => one.node === node);
  if (!view) return null;
  const dead = view.state === "crashed";
  return (
    <section
      className={`${css["worker"]} ${css["actor"]}`}
      data-state={view.state}
      data-actor={view.name}
      aria-label={named(`Worker ${view.name}`)}
    >
      <header className={css["line"]}>
        <button
          type="button"
          className={css["nameButton"]}
          onClick={() => session.choose({ kind: "actor", actor: view.name })}
        >
          {view.name}
        </button>
        <span className={css["state"]}>
          {view.state === "paused" && <Icon name="paused" size={14} />}
          {view.connected || dead ? stateWord(view.state) : <CutOffWord />}
          {dead && view.crashedAt !== null && (
            <span className={`${css["since"]} num`}> {formatMoment(view.crashedAt)}</span>
          )}
        </span>
      </header>
      {dead ? (
        <DeadSlots held={view.heldByTheDead} slots={slots} />
      ) : (
        <LiveSlots view={view} slots={slots} prefetch={prefetch} />
      )}
      <footer className={css["line"]}>
        <span className={css["small"]}>
          done <span className="num">{view.done}</span>
          {dead && <MoreHeld held={view.heldByTheDead} slots={slots} />}
          {view.leftUndone > 0 && ", "}
          {view.leftUndone > 0 && (
            <span className={css["undone"]}>
              undone <span className="num">{view.leftUndone}</span>
            </span>
          )}
        </span>
        <CrashOrRestart name={view.name} state={view.state} />
      </footer>
    </section>
  );
}

function LiveSlots({
  view,
  slots,
  prefetch,
}: {
  readonly view: WorkerView;
  readonly slots: number;
  readonly prefetch: number;
}) {
  const inSlots = view.holding.filter((held) => held.state !== "prefetched");
  const up = view.state === "idle" || view.state === "working" || view.state === "paused";
  const inMemory = view.holding.length - inSlots.length;
  const rows = Math.min(MOST_SLOT_ROWS, Math.max(1, slots));
  return (
    <>
      <ul className={css["slots"]}>
        {Array.from({ length: rows }, (_, i) => {
          const held = inSlots[i];
          return held ? (
            <SlotRow key={i} held={held} paused={view.state === "paused"} />
          ) : (
            <EmptySlot key={i} word={up ? "free slot" : "not running"} />
          );
        })}
      </ul>
      {slots > MOST_SLOT_ROWS && (
        <p className={css["small"]}>
          and <span className="num">{Math.max(0, inSlots.length - rows)}</span> more in {slots - rows} other slots
        </p>
      )}
      {prefetch > 0 && (
        <p className={css["small"]}>
          waiting in memory: <span className="num">{inMemory}</span>
        </p>
      )}
    </>
  );
}
