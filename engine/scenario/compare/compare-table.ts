import { formatDuration } from "../../trace/format.ts";
import type { Divergence } from "../../trace/story.ts";
import type { Comparison, DesignFigures } from "./compare.ts";

/** A comparison as a table: one row per figure, one column per design. */
export function comparisonTable({ designs }: Comparison): string[][] {
  const columns = Object.entries(designs);
  const row = (title: string, cell: (figures: DesignFigures) => string | number) => [
    title,
    ...columns.map(([, figures]) => String(cell(figures))),
  ];
  return [
    ["", ...columns.map(([design]) => design)],
    row("flows ended", ({ flows }) => flows.ended),
    row("flows stuck", ({ flows }) => flows.stuck),
    row("orders wrong otherwise", ({ flows }) => flows.wrong),
    row("double effects", ({ doubleEffects }) => doubleEffects),
    row("not compensated", ({ missingCompensations }) => missingCompensations),
    row("orphaned replies", ({ orphans }) => orphans),
    row("time to finish", ({ finishMs }) => duration(finishMs)),
    row("time to recover", ({ recoverMs }) => duration(recoverMs)),
    row("time to answer", ({ answerMs }) => duration(answerMs)),
    row("messages sent", ({ messages }) => messages),
    row("queues", ({ parts }) => parts.queues),
    row("stores", ({ parts }) => parts.stores),
    row("kinds of timers", ({ parts }) => parts.timers),
    row("lines of code", ({ parts }) => parts.code.lines),
    row("ways through it", ({ parts }) => parts.code.paths),
    row("writes per order", ({ parts }) => parts.writesPerOrder),
    row("look-ups: where is it?", ({ parts }) => parts.lookUps ?? "–"),
  ];
}

function duration(ms: number | null): string {
  return ms === null ? "–" : formatDuration(ms);
}

/** Where two designs diverge, as lines like a diff: the common last event, then how each side goes on. */
export function divergenceLines(divergence: Divergence & { readonly seed: number }): string[] {
  const { flow, after, left, right, seed } = divergence;
  return [
    `${flow}, seed ${seed}: ${after === null ? "from the beginning" : `after '${after}'`}`,
    ...left.map(({ text }) => `- ${text}`),
    ...right.map(({ text }) => `+ ${text}`),
  ];
}
