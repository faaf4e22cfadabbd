import type { EventOf, EventType, TraceEvent } from "./events.ts";

/**
 * What happened to each flow, as its business would tell it: commands, effects outside, time-outs, the way back, the
 * end, and what the customer heard. Nothing of how a design brings it about, so that two designs can be laid side by
 * side on the same seed and the same faults.
 */
export type StoryLine = {
  readonly flow: string;
  /** The same text means: the same happened. */
  readonly text: string;
  readonly at: number;
  readonly seq: number;
};

/** Where two stories of one flow part: after what both have in common, each goes its own way, and they may meet again. */
export type Divergence = {
  readonly flow: string;
  /** The last line that both share; null: they part at the beginning. */
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

/** Every place where the stories of a flow part, in the order of time. */
export function divergences(left: readonly TraceEvent[], right: readonly TraceEvent[]): Divergence[] {
  const stories = [byFlow(storyOf(left)), byFlow(storyOf(right))] as const;
  const flows = new Set([...stories[0].keys(), ...stories[1].keys()]);
  return [...flows]
    .flatMap((flow) => divergencesOf(flow, stories[0].get(flow) ?? [], stories[1].get(flow) ?? []))
    .sort((a, b) => beginning(a) - beginning(b));
}

/** The moment at which a divergence begins, on the side where it does so first. */
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
  "flow-compensating": ({ flow, undo }) => ({ flow, text: `it goes back: ${undo.join(", ")}` }),
  "flow-ended": ({ flow, outcome }) => ({ flow, text: `it ends ${outcome}` }),
  "flow-stuck": ({ flow }) => ({ flow, text: "it is known to be stuck" }),
  "effect-applied": ({ job, effect }) => ({ flow: job, text: `outside: ${effect}` }),
  "effect-prevented": ({ job, effect }) => ({ flow: job, text: `outside: ${effect} is prevented` }),
  "request-timed-out": ({ request }) => ({ flow: request, text: "the customer waits no longer" }),
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

/** Along the longest common subsequence: what lies between its lines is where they part. */
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

/** Index pairs of a longest common subsequence, by the usual table. */
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
