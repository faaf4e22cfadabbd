import type { CSSProperties } from "react";
import { useNamed } from "../../binding/place.tsx";
import { useSession, useStage } from "../../binding/session-context.tsx";
import { tokenLabel } from "../canvas/token-shapes.ts";
import type { LogView, PartitionView, PlaceView } from "./types.ts";
import css from "./log.module.css";
import nodes from "../canvas/nodes.module.css";

/** The width of a row's labels: the reader's name on the left, its lag on the right. */
const LABEL = 72;
const LAG = 66;
const PADDING = 24;
const WIDEST_CELL = 40;
/** Below this width, a number has no room. */
const LEAST_FOR_NUMBER = 16;

/** A log: events stay, and below each row of cells is every reader's offset. */
export function LogNode({ node, width }: { readonly node: string; readonly width: number }) {
  const named = useNamed();
  const session = useSession();
  const view = useStage()?.logs.find((one) => one.node === node);
  if (!view) return null;
  const room = width - PADDING - LABEL - LAG;
  const cell = Math.min(WIDEST_CELL, Math.floor(room / (view.longest + 0.5)));
  return (
    <section className={css["log"]} aria-label={named(`Log ${view.name}`)}>
      <header className={nodes["line"]}>
        <button
          type="button"
          className={nodes["nameButton"]}
          onClick={() => session.choose({ kind: "log", log: view.name })}
        >
          {view.name}
        </button>
        <span className={nodes["small"]}>
          keeps <strong className="num">{view.stored}</strong> {view.stored === 1 ? "event" : "events"}
        </span>
      </header>
      <div className={css["rows"]} style={custom({ cell: `${cell}px`, label: `${LABEL}px`, lag: `${LAG}px` })}>
        {view.partitions.map((row) => (
          <Row key={row.partition} row={row} alone={view.partitions.length === 1} numbers={cell >= LEAST_FOR_NUMBER} />
        ))}
      </div>
    </section>
  );
}

function Row({
  row,
  alone,
  numbers,
}: {
  readonly row: PartitionView;
  readonly alone: boolean;
  readonly numbers: boolean;
}) {
  return (
    <div className={css["row"]}>
      <div className={css["line"]}>
        <span className={css["label"]}>{alone ? "" : `partition ${row.partition}`}</span>
        <span className={css["cells"]} aria-hidden="true">
          {row.cells.map(({ event, sequence, gone }) => (
            <span key={sequence} className={css["cell"]} data-gone={gone || undefined}>
              {numbers ? tokenLabel(event) : ""}
            </span>
          ))}
          <span className={css["open"]} />
        </span>
      </div>
      {row.places.map((place) => (
        <Place key={place.reader} place={place} of={row.cells.length} />
      ))}
    </div>
  );
}

/** A bar over the cells that the reader has read, and a mark at the next one. */
function Place({ place: { reader, past, lag }, of }: { readonly place: PlaceView; readonly of: number }) {
  return (
    <div className={css["line"]} data-absent={past === null || undefined}>
      <span className={css["label"]}>{reader}</span>
      <span className={css["track"]} style={custom({ of })}>
        {past !== null && (
          <>
            <span className={css["past"]} style={custom({ past })} />
            <span className={css["mark"]} style={custom({ past })} />
          </>
        )}
      </span>
      <span className={css["lag"]}>{lagText(lag)}</span>
    </div>
  );
}

function lagText(lag: LogView["lags"][number]["lag"]): string {
  if (lag === null) return "not started";
  return lag === 0 ? "all read" : `lag ${lag}`;
}

/** Custom properties, which the types of styles do not know. */
function custom(values: { readonly [name: string]: string | number }): CSSProperties {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`--${name}`, value]));
}
