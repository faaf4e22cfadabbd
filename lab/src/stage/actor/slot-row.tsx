import { useSession } from "../../binding/session-context.tsx";
import { formatMoment, formatSeconds } from "../../parts/format.ts";
import { TokenGlyph } from "../canvas/token-glyph.tsx";
import { commandName } from "../flow/command-name.ts";
import type { HoldingView } from "./types.ts";
import css from "../canvas/nodes.module.css";

/** A message in a worker's slot. The ring around it shows the rest of its visibility timeout. */
export function SlotRow({
  held,
  paused = false,
  kind = "job",
}: {
  readonly held: HoldingView;
  readonly paused?: boolean;
  readonly kind?: "job" | "event";
}) {
  const session = useSession();
  return (
    <li>
      <button type="button" className={css["slot"]} onClick={() => session.choose({ kind: "job", job: held.job })}>
        <TokenGlyph
          kind={kind}
          held
          job={held.job}
          ring={held.remainingShare}
          poison={held.poison}
          expired={held.expired}
        />
        <span className={css["slotText"]}>
          <span className={css["slotJob"]}>{shortName(held.job)}</span>
          <span className={css["small"]}>
            {paused ? "paused" : held.attempt > 1 ? `delivery ${held.attempt}` : doing(held, kind)}
          </span>
        </span>
        <span className={css["countdown"]} data-over={held.remainingMs <= 0 || undefined}>
          <span className="num">{formatSeconds(held.remainingMs)}</span>
          <span className="visually-hidden"> until its visibility timeout</span>
        </span>
      </button>
    </li>
  );
}

export function EmptySlot({ word }: { readonly word: string }) {
  return <li className={css["emptySlot"]}>{word}</li>;
}

/** A job that a dead worker held. No other worker gets it before its visibility timeout expires. */
export function HeldSlot({
  job,
  until,
  kind = "job",
}: {
  readonly job: string;
  readonly until: number;
  readonly kind?: "job" | "event";
}) {
  const session = useSession();
  return (
    <li>
      <button type="button" className={css["slot"]} onClick={() => session.choose({ kind: "job", job })}>
        <TokenGlyph kind={kind} job={job} />
        <span className={css["slotText"]}>
          <span className={css["slotJob"]}>{shortName(job)}</span>
          <span className={css["small"]}>
            <span className={css["heldWord"]}>held </span>until <span className="num">{formatMoment(until)}</span>
          </span>
        </span>
      </button>
    </li>
  );
}

/** For a command, its action: the number in its token names the order. */
function shortName(job: string): string {
  const command = commandName(job);
  return command ? `${command.action}${command.try > 1 ? `, try ${command.try}` : ""}` : job;
}

function doing({ state, expired }: HoldingView, kind: "job" | "event"): string {
  if (expired) return "skipped";
  switch (state) {
    case "awaiting-turn":
      return "waits for its turn";
    case "prefetched":
      return "in memory";
    case "running":
      return kind === "event" ? "reading" : "running";
    case "acking":
      return kind === "event" ? "read, ack sent" : "done, ack sent";
    case "dead-lettering":
      return "to dead letters";
  }
}
