import { useNamed } from "../../binding/place.tsx";
import { useSession, useStage } from "../../binding/session-context.tsx";
import { formatAge } from "../../parts/format.ts";
import { TokenGlyph } from "../canvas/token-glyph.tsx";
import type { QueueView } from "./types.ts";
import css from "../canvas/nodes.module.css";
import { AwayWord, ServerRow } from "../server/server-row.tsx";

const GLYPH = 24;
/** '+123' beside the glyphs. */
const MORE = 40;
/** The space before the first glyph and after the last. */
const ROUND_END = 10;
/** The number of dropped messages that are shown as they disappear. */
const MOST_GOING = 2;

/** A tube. Its filled length is its depth, relative to the greatest depth in this run. */
export function QueueNode({
  node,
  deepest,
  width,
  replies = false,
  compact = false,
}: {
  readonly node: string;
  readonly deepest: number;
  readonly width: number;
  /** A requester's own queue, which holds its answers. */
  readonly replies?: boolean;
  /** With little room, only the number and the age are shown; the inspector has the rest. */
  readonly compact?: boolean;
}) {
  const named = useNamed();
  const session = useSession();
  const stage = useStage();
  const view = stage?.queues.find((one) => one.node === node);
  if (!view) return null;
  const share = Math.min(1, view.depth / Math.max(1, deepest));
  // A message on its way to a worker is drawn there and not here.
  const leaving = new Set(
    stage?.tokens
      .filter(({ from, kind, reverse }) => from === node && !reverse && (kind === "job" || kind === "reply"))
      .map(({ job }) => job),
  );
  // Nearest to the workers are the ghosts of the messages in flight. Behind those are the waiting ones.
  const ghosts = [...view.inFlightJobs, ...view.waitingJobs.filter((job) => leaving.has(job))];
  const inside = [
    ...ghosts.map((job) => ({ job, ghost: true })),
    ...view.waitingJobs.filter((job) => !leaving.has(job)).map((job) => ({ job, ghost: false })),
  ];
  const going = view.justDropped.slice(-MOST_GOING);
  const shown = inside.slice(0, fitting(inside.length, tubeRoom(width, compact) - going.length * GLYPH));
  // The filled length always covers every message that is drawn, however small the share of the depth is.
  const filled = shown.length === 0 ? 0 : shown.length * GLYPH + ROUND_END;
  const { servers } = view;
  const isAway = servers !== null && servers.state !== "up";
  return (
    <section
      className={css["queue"]}
      data-compact={compact || undefined}
      data-server={servers?.state}
      aria-label={named(`Queue ${view.name}`)}
    >
      <header className={css["line"]}>
        <button
          type="button"
          className={css["nameButton"]}
          onClick={() => session.choose({ kind: "queue", queue: view.name })}
        >
          {view.name}
        </button>
        {isAway ? <AwayWord view={servers} /> : (!compact || !replies) && <Age view={view} compact={compact} />}
      </header>
      <div className={css["tube"]} aria-hidden="true">
        <div className={css["level"]} style={{ inlineSize: `max(${share * 100}%, ${filled}px)` }} />
        <div className={css["tubeTokens"]}>
          {going.map((job) => (
            <span key={job} className={css["going"]}>
              <TokenGlyph kind="job" job={job} expired size={24} />
            </span>
          ))}
          {shown.map(({ job, ghost }) => (
            <TokenGlyph key={job} kind={replies ? "reply" : "job"} job={job} ghost={ghost} size={24} />
          ))}
          {inside.length > shown.length && <span className={css["more"]}>+{inside.length - shown.length}</span>}
        </div>
      </div>
      <p className={css["line"]}>
        <span>
          <strong className="num">{view.depth}</strong>{" "}
          {replies ? (view.depth === 1 ? "reply" : "replies") : view.depth === 1 ? "job" : "jobs"}
        </span>
        {isAway && servers.state === "away" ? (
          <span className={css["small"]}>{servers.inMemory ? "it was in memory only" : "on its disk"}</span>
        ) : compact && replies ? (
          <Age view={view} compact />
        ) : (
          <Counts view={view} compact={compact} />
        )}
      </p>
      {servers !== null && servers.servers.length > 1 && <ServerRow view={servers} />}
    </section>
  );
}

/** The room inside a tube, without its border and its round ends. */
const tubeRoom = (width: number, compact: boolean): number => width - (compact ? 18 : 28) - 20;

/** The number of glyphs that fit together with the number of the others. */
function fitting(count: number, room: number): number {
  const all = Math.floor(room / GLYPH);
  return count <= all ? count : Math.max(1, Math.floor((room - MORE) / GLYPH));
}

/** The age of the oldest message. */
function Age({ view: { oldestAgeMs }, compact }: { readonly view: QueueView; readonly compact: boolean }) {
  if (oldestAgeMs === null) return compact ? null : <span className={css["small"]}>empty</span>;
  return (
    <span className={css["small"]}>
      {compact ? "" : "oldest "}
      <span className="num">{formatAge(oldestAgeMs)}</span>
    </span>
  );
}

function Counts({ view, compact }: { readonly view: QueueView; readonly compact: boolean }) {
  const { waiting, inFlight, backingOff, dropped, givenUp } = view;
  const delayed = view.delayed - backingOff;
  const counts = [
    { word: "waiting", count: waiting, always: true },
    // Next to the dropped messages there is no room for the normal ones.
    {
      word: "in flight",
      count: dropped.length > 0 ? 0 : inFlight,
      always: delayed + backingOff + givenUp + dropped.length === 0,
    },
    { word: "delayed", count: delayed },
    { word: "backing off", count: backingOff },
    { word: "given up", count: givenUp },
  ].filter(({ count, always }) => always === true || count > 0);
  // With little room, only unusual facts are shown.
  const told = compact ? [counts.findLast(({ word }) => word !== "waiting") ?? IN_FLIGHT] : counts;
  return (
    <span className={`${css["small"]} ${css["counts"]}`}>
      {told.map(({ word, count }, i) => (
        <span key={word}>
          <span className="num">{count}</span> {word}
          {i < told.length - 1 && ", "}
        </span>
      ))}
      {dropped.length > 0 && !compact && (
        <>
          {", "}
          <strong className={`${css["dropped"]} num`}>{dropped.length} dropped</strong>
        </>
      )}
    </span>
  );
}
const IN_FLIGHT = { word: "in flight", count: 0 };
