import type { EventOf, EventType, TraceEvent } from "./events.ts";

/**
 * A line of a flow's story from the business's point of view: commands, effects of outside services, timeouts,
 * compensation, the end, and the customer's timeouts. A story contains no detail of a design, so that two designs can be
 * compared on the same seed and the same faults.
 */
export type StoryLine = {
  readonly flow: string;
  /** Equal texts mean that the same happened. */
  readonly text: string;
  readonly at: number;
  readonly seq: number;
};

/** A divergence of two stories of one flow: the lines between two lines that both have in common. */
export type Divergence = {
  readonly flow: string;
  /** The last common line before it; null: they diverge at the beginning. */
  readonly after: string | null;
  readonly left: readonly StoryLine[];
  readonly right: readonly StoryLine[];
};

export function storyOf(events: readonly TraceEvent[]): StoryLine[] {
  return events.flatMap((event) => {
    const told = lineOf(event);
    return told === null ? [] : [{ ...told, at: event.at, seq: event.seq }];
  });
}

/** All divergences between the stories of all flows, ordered by time. */
export function divergences(left: readonly TraceEvent[], right: readonly TraceEvent[]): Divergence[] {
  const stories = [byFlow(storyOf(left)), byFlow(storyOf(right))] as const;
  const flows = new Set([...stories[0].keys(), ...stories[1].keys()]);
  return [...flows]
    .flatMap((flow) => divergencesOf(flow, stories[0].get(flow) ?? [], stories[1].get(flow) ?? []))
    .sort((a, b) => beginning(a) - beginning(b));
}

/** The moment at which a divergence begins: the earlier of its two sides, in milliseconds. */
export function beginning({ left, right }: Divergence): number {
  return Math.min(left[0]?.at ?? Number.POSITIVE_INFINITY, right[0]?.at ?? Number.POSITIVE_INFINITY);
}

const LINES: { readonly [T in EventType]?: (event: EventOf<T>) => Pick<StoryLine, "flow" | "text"> } = {
  "step-commanded": ({ flow, step, try: n }) => ({ flow, text: `${step} is commanded${n > 1 ? `, try ${n}` : ""}` }),
  "step-failed": ({ flow, step, reason, unanswered }) => ({
    flow,
    text: `${step} ${unanswered === true ? "fails" : "is refused"}: ${reason}`,
  }),
  "step-timed-out": ({ flow, step, try: n }) => ({ flow, text: `${step} times out, try ${n}` }),
  "flow-compensating": ({ flow, undo }) => ({ flow, text: `compensation: ${undo.join(", ")}` }),
  "flow-ended": ({ flow, outcome }) => ({ flow, text: `it ends ${outcome}` }),
  "flow-stuck": ({ flow }) => ({ flow, text: "it is reported as stuck" }),
  "effect-applied": ({ job, effect }) => ({ flow: job, text: `outside: ${effect}` }),
  "effect-prevented": ({ job, effect }) => ({ flow: job, text: `outside: ${effect} is cancelled before it happens` }),
  "request-timed-out": ({ request }) => ({ flow: request, text: "the customer stops waiting" }),
};

function lineOf(event: TraceEvent): Pick<StoryLine, "flow" | "text"> | null {
  const tell = LINES[event.type] as ((event: TraceEvent) => Pick<StoryLine, "flow" | "text">) | undefined;
  return tell?.(event) ?? null;
}

function byFlow(lines: readonly StoryLine[]): Map<string, StoryLine[]> {
  const flows = new Map<string, StoryLine[]>();
  for (const line of lines) flows.set(line.flow, [...(flows.get(line.flow) ?? []), line]);
  return flows;
}

/** The lines between the lines of the longest common subsequence. */
function divergencesOf(flow: string, left: readonly StoryLine[], right: readonly StoryLine[]): Divergence[] {
  const found: Divergence[] = [];
  let [i, j] = [0, 0];
  let after: string | null = null;
  const part = (toLeft: number, toRight: number) => {
    if (toLeft > i || toRight > j)
      found.push({ flow, after, left: left.slice(i, toLeft), right: right.slice(j, toRight) });
  };
  for (const [atLeft, atRight] of commonLines(left, right)) {
    part(atLeft, atRight);
    after = left[atLeft]?.text ?? null;
    [i, j] = [atLeft + 1, atRight + 1];
  }
  part(left.length, right.length);
  return found;
}

/** Index pairs of a longest common subsequence, by dynamic programming. */
function commonLines(left: readonly StoryLine[], right: readonly StoryLine[]): [number, number][] {
  const width = right.length + 1;
  const lengths = new Uint16Array((left.length + 1) * width);
  const length = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const same = left[i]?.text === right[j]?.text;
      lengths[i * width + j] = same ? 1 + length(i + 1, j + 1) : Math.max(length(i + 1, j), length(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let [i, j] = [0, 0]; i < left.length && j < right.length;) {
    if (left[i]?.text === right[j]?.text) pairs.push([i++, j++]);
    else if (length(i + 1, j) >= length(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
