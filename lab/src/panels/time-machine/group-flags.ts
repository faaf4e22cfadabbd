import type { FlagMark } from "./types.ts";

/** Flags as they fit on the scale. Flags that are too close share one group, and a word is shown if there is room. */
export type FlagGroup = {
  readonly at: number;
  readonly x: number;
  readonly flags: readonly FlagMark[];
  readonly showWord: boolean;
  /** At the right end, the group is on the left of its moment, so that it stays inside the page. */
  readonly atEnd: boolean;
};

const BUTTON = 26;
const ICON = 17;
const LETTER = 6.6;

export function groupFlags(flags: readonly FlagMark[], endMs: number, width: number): FlagGroup[] {
  const groups: { at: number; x: number; flags: FlagMark[] }[] = [];
  for (const flag of flags) {
    const x = endMs === 0 ? 0 : (flag.at / endMs) * width;
    const last = groups.at(-1);
    const room = last ? iconsWidth(last.flags) + (x + BUTTON > width ? BUTTON : 0) : 0;
    if (last && x - last.x < room) last.flags.push(flag);
    else groups.push({ at: flag.at, x, flags: [flag] });
  }
  return groups.map((group, i) => {
    const next = groups[i + 1];
    const ownWidth = iconsWidth(group.flags);
    const atEnd = group.x + ownWidth > width;
    const until = next ? (next.x + iconsWidth(next.flags) > width ? next.x - iconsWidth(next.flags) : next.x) : width;
    const room = until - group.x;
    return {
      ...group,
      atEnd,
      showWord: !atEnd && room > iconsWidth(group.flags) + 6 + shortWord(group.flags).length * LETTER,
    };
  });
}

/** One icon for each kind in it. */
function iconsWidth(flags: readonly FlagMark[]): number {
  return BUTTON + ICON * (new Set(flags.map(({ kind }) => kind)).size - 1);
}

/** The words of the first flag: 'worker-1 crashed'. The other flags of the group have only icons. */
export function shortWord(flags: readonly FlagMark[]): string {
  const [first] = flags;
  return first ? oneWord(first) : "";
}

function oneWord(flag: FlagMark): string {
  switch (flag.kind) {
    case "crash":
    case "restart":
    case "intervention":
    case "fault":
      return flag.label;
    case "gave-up":
      return `${flag.job ?? "request"} timed out`;
    case "stray":
      return flag.label.startsWith("stale") ? "stale reply accepted" : "orphaned reply";
    case "timeout":
      return `${flag.job ?? "job"} free again`;
    case "lost":
      return `${flag.job ?? "message"} lost`;
    case "dropped":
      return `${flag.job ?? "job"} dropped`;
    case "paused":
      return / paused\b/.test(flag.label) ? `${flag.actor ?? "actor"} paused` : `${flag.actor ?? "actor"} resumed`;
    case "step-timeout":
      return "step timed out";
    case "compensating":
      return `${flag.job ?? "order"} compensates`;
    case "stuck":
      return `${flag.job ?? "order"} stuck`;
    case "decisive":
      return "decisive moment";
  }
}
