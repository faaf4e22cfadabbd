import { useMemo } from "react";
import { useFiguresShown, usePlayhead, useSession } from "../../binding/session-context.tsx";
import { formatExact } from "../../parts/format.ts";
import { Icon, type IconName } from "../../parts/icons.tsx";
import type { FlagMark, Marks } from "./types.ts";
import { groupFlags, shortWord } from "./group-flags.ts";
import css from "./time-machine.module.css";

const ICONS: Record<FlagMark["kind"], IconName> = {
  fault: "flag",
  crash: "crash",
  restart: "restart",
  intervention: "hand",
  timeout: "clock",
  "gave-up": "hourglass",
  stray: "question",
  decisive: "star",
  lost: "lost",
  dropped: "lost",
  paused: "paused",
  "step-timeout": "hourglass",
  compensating: "undo",
  stuck: "warn",
};

/** The important events of the run, as flags that seek to them. */
export function Flags({ marks, width }: { readonly marks: Marks; readonly width: number }) {
  const session = useSession();
  const shown = useFiguresShown();
  const { atMs } = usePlayhead();
  // Before the prediction, only the decisive moment is shown ahead of the playhead.
  const until = shown ? Number.POSITIVE_INFINITY : atMs;
  const flags = useMemo(
    () => marks.flags.filter((flag) => flag.at <= until || flag.kind === "decisive"),
    [marks, until],
  );
  const groups = useMemo(() => groupFlags(flags, marks.endMs, width), [flags, marks, width]);
  const tell = (flag: FlagMark) => (flag.kind === "decisive" && !shown ? "decisive moment" : flag.label);
  return (
    <ul className={css["flags"]} aria-label="Marks in this run">
      {groups.map(({ at, x, flags: group, showWord, atEnd }) => {
        const first = group[0];
        if (!first) return null;
        const word = shortWord(group);
        const words = group.map(tell).join("; ");
        return (
          <li
            key={`${at}-${first.kind}`}
            className={css["flag"]}
            data-kind={first.kind}
            data-at-end={atEnd || undefined}
            style={atEnd ? { insetInlineEnd: width - x } : { insetInlineStart: x }}
          >
            <button
              type="button"
              onClick={() => {
                session.pause();
                session.seek(at);
              }}
              title={words}
              aria-label={`${words === word ? word : `${word}: ${words}`}, at ${formatExact(at)}`}
            >
              {[...new Set(group.map((flag) => flag.kind))].map((kind) => (
                <Icon key={kind} name={ICONS[kind]} size={14} />
              ))}
              {showWord && <span>{word}</span>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
