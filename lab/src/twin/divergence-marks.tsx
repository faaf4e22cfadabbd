import { useMemo } from "react";
import { formatExact } from "../parts/format.ts";
import { Icon } from "../parts/icons.tsx";
import type { Divergence } from "./types.ts";
import { afterWords } from "./divergence-words.ts";
import { useTwin, useTwinState } from "./twin-context.tsx";
import css from "./twin-machine.module.css";

/** Each divergence as a mark on the time machine. Marks that are too close share one. */
export function DivergenceMarks({ width, endMs }: { readonly width: number; readonly endMs: number }) {
  const twin = useTwin();
  const divergences = useTwinState((state) => state.divergences);
  const groups = useMemo(() => grouped(divergences, width, endMs), [divergences, width, endMs]);
  return (
    <ul className={css["divergences"]} aria-label="Divergences">
      {groups.map(({ x, group, first }) => {
        const words = group.map((one) => `${one.number}. ${afterWords(one)}`).join("; ");
        return (
          <li
            key={first.number}
            style={{ insetInlineStart: x }}
            data-at-end={x > width - ROOM || undefined}
            data-first={first.number === 1 || undefined}
          >
            <button
              type="button"
              title={`They diverge here: ${words}`}
              aria-label={`${numbers(group)}: they diverge here at ${formatExact(first.at)}, ${words}`}
              onClick={() => twin.goTo(first)}
            >
              <Icon name="part" size={14} />
              <span className="num">{numbers(group)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

type Group = { readonly x: number; readonly first: Divergence; readonly group: Divergence[] };
const ROOM = 44;

function grouped(divergences: readonly Divergence[], width: number, endMs: number): Group[] {
  const groups: Group[] = [];
  for (const divergence of divergences) {
    const x = endMs === 0 ? 0 : (divergence.at / endMs) * width;
    const last = groups.at(-1);
    // At the right edge, its words are on the left, in the room of the mark before.
    const room = x > width - ROOM ? 2 * ROOM : ROOM;
    if (last && x - last.x < room) last.group.push(divergence);
    else groups.push({ x, first: divergence, group: [divergence] });
  }
  return groups;
}

/** '1', '2–4' */
function numbers(group: readonly Divergence[]): string {
  const [first, last] = [group[0]?.number ?? 0, group.at(-1)?.number ?? 0];
  return first === last ? String(first) : `${first}–${last}`;
}
