import { useNamed } from "../binding/place.tsx";
import { useSession, useStage } from "../binding/session-context.tsx";
import { formatAge } from "../parts/format.ts";
import { TokenGlyph } from "../parts/token-glyph.tsx";
import type { QueueView } from "../projection/types.ts";
import css from "./nodes.module.css";
import { AwayWord, ServerRow } from "./server-row.tsx";

const MOST_GLYPHS = 7;
/** Of what a full queue deletes, so many are seen going. */
const MOST_GOING = 2;

/** A tube whose filled length is its depth, against the deepest that this run makes it. */
export function QueueNode({
  node,
  deepest,
  replies = false,
  compact = false,
}: {
  readonly node: string;
  readonly deepest: number;
  /** A requester's own queue, in which it finds its answers. */
  readonly replies?: boolean;
  /** With little room: how much and how old, and the rest close up. */
  readonly compact?: boolean;
}) {
  const named = useNamed();
  const session = useSession();
  const stage = useStage();
  const view = stage?.queues.find((one) => one.node === node);
  if (!view) return null;
  const share = Math.min(1, view.depth / Math.max(1, deepest));
  // What is on its way to a worker is drawn there, not here as well.
  const leaving = new Set(
    stage?.tokens
      .filter(({ from, kind, reverse }) => from === node && !reverse && (kind === "job" || kind === "reply"))
      .map(({ job }) => job),
  );
  const inside = view.waitingJobs.filter((job) => !leaving.has(job));
  const going = view.justDropped.slice(-MOST_GOING);
  const shown = inside.slice(0, MOST_GLYPHS - Math.ceil(1.5 * going.length));
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
        <div className={css["level"]} style={{ inlineSize: `${share * 100}%` }} />
        <div className={css["tubeTokens"]}>
          {going.map((job) => (
            <span key={job} className={css["going"]}>
              <TokenGlyph kind="job" job={job} expired size={24} />
            </span>
          ))}
          {shown.map((job) => (
            <TokenGlyph key={job} kind={replies ? "reply" : "job"} job={job} size={24} />
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

/** How long the oldest has been in it. */
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
  const { waiting, inFlight, heldBack, givenUp, dropped } = view;
  const given = (
    <>
      <span className="num">{inFlight}</span> given out
    </>
  );
  const held = (
    <>
      <span className="num">{heldBack}</span> held back
    </>
  );
  if (compact) return <span className={css["small"]}>{heldBack > 0 ? held : given}</span>;
  // The row has room for two numbers: what is held back or given up says more than a nought.
  const others = heldBack + givenUp + dropped.length > 0;
  return (
    <span className={css["small"]}>
      <span className="num">{waiting}</span> waiting
      {((inFlight > 0 && dropped.length === 0) || !others) && <>, {given}</>}
      {heldBack > 0 && <>, {held}</>}
      {dropped.length > 0 && (
        <>
          , <strong className={`${css["dropped"]} num`}>{dropped.length} dropped</strong>
        </>
      )}
      {givenUp > 0 && (
        <>
          , <span className="num">{givenUp}</span> given up
        </>
      )}
    </span>
  );
}
