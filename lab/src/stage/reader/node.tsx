import { useNamed } from "../../binding/place.tsx";
import { useSession, useStage } from "../../binding/session-context.tsx";
import { formatMoment } from "../../parts/format.ts";
import { Icon } from "../../parts/icons.tsx";
import { MOST_SLOT_ROWS } from "../actor/slots.ts";
import type { ReaderView } from "./types.ts";
import { stateWord } from "../actor/words.ts";
import { CrashOrRestart } from "../actor/crash-or-restart.tsx";
import css from "../canvas/nodes.module.css";
import { DeadSlots, MoreHeld } from "../actor/dead-slots.tsx";
import { EmptySlot, SlotRow } from "../actor/slot-row.tsx";

/** A process that reads a log. It can be crashed like a worker. Events stay in the log after it has handled them. */
export function ReaderNode({ node, slots }: { readonly node: string; readonly slots: number }) {
  const named = useNamed();
  const session = useSession();
  const view = useStage()?.readers.find((one) => one.node === node);
  if (!view) return null;
  const { name, state, crashedAt, read } = view;
  return (
    <section
      className={`${css["worker"]} ${css["actor"]}`}
      data-state={state}
      data-actor={name}
      aria-label={named(`Reader ${name}`)}
    >
      <header className={css["line"]}>
        <button
          type="button"
          className={css["nameButton"]}
          onClick={() => session.choose({ kind: "actor", actor: name })}
        >
          {name}
        </button>
        <span className={css["state"]}>
          {state === "paused" && <Icon name="paused" size={14} />}
          {stateWord(state)}
          {crashedAt !== null && <span className={`${css["since"]} num`}> {formatMoment(crashedAt)}</span>}
        </span>
      </header>
      <Slots view={view} rows={Math.min(MOST_SLOT_ROWS, Math.max(1, slots))} />
      <footer className={css["line"]}>
        <span className={css["small"]}>
          read <span className="num">{read}</span>
          {state === "crashed" && <MoreHeld held={view.heldByTheDead} slots={slots} />}
        </span>
        <CrashOrRestart name={name} state={state} />
      </footer>
    </section>
  );
}

function Slots({
  view: { state, holding, heldByTheDead },
  rows,
}: {
  readonly view: ReaderView;
  readonly rows: number;
}) {
  if (state === "crashed") {
    return <DeadSlots held={heldByTheDead} slots={rows} kind="event" />;
  }
  const up = state === "idle" || state === "working" || state === "paused";
  return (
    <ul className={css["slots"]}>
      {Array.from({ length: rows }, (_, i) => {
        const held = holding[i];
        if (held) return <SlotRow key={i} held={held} paused={state === "paused"} kind="event" />;
        return (
          <EmptySlot key={i} word={up ? "nothing in hand" : state === "starting" ? "not started" : "not running"} />
        );
      })}
    </ul>
  );
}
