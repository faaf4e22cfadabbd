import type { FlowView, ParkedEvent } from "../flow/orchestrator/client.ts";
import type { HistoryEntry } from "../flow/orchestrator/store.ts";
import { formatCount } from "../trace/format.ts";

/** One line about a flow. */
export function flowLine({
  flow,
  definition,
  version,
  status,
  state,
  parked,
  stuckBecause,
  savedAt,
}: FlowView): string {
  const holds = parked === 0 ? "" : `, ${formatCount(parked, "parked event")}`;
  const why = stuckBecause === null ? "" : `: ${stuckBecause}`;
  return `${flow}  ${timeOf(savedAt)}  ${definition} ${version}  ${status} in ${state || "no state"}${holds}${why}`;
}

export function noFlowLine(events: string, status: string): string {
  return status === "all" ? `${events} has no flows` : `no flow of ${events} is ${status}`;
}

/** All about a flow: its state, what it waits for, its parked events and its history. */
export function showLines(
  view: FlowView,
  parked: readonly ParkedEvent[],
  history: readonly HistoryEntry[],
): readonly string[] {
  const { flow, definition, version, status, state, stuckBecause, context, waitsFor, deadlines, archived } = view;
  return [
    `flow     ${flow}${archived ? "  (archived)" : ""}`,
    `kind     ${definition} ${version}`,
    `status   ${status}`,
    `state    ${state}`,
    ...(stuckBecause === null ? [] : [`because  ${stuckBecause}`]),
    `context  ${JSON.stringify(context)}`,
    ...waitsFor.map(({ step, try: nth }) => `waits    for ${step}, try ${nth}`),
    ...deadlines.map(({ name, due }) => `until    ${timeOf(due)}  ${name}`),
    ...parked.map(heldLine),
    ...history.map(({ at, event, state: then, refused }) => {
      const how = refused === undefined ? `${then}` : `refused: ${refused}`;
      return `history  ${timeOf(at)}  ${event}  ${how}`;
    }),
  ];
}

const heldLine = ({ id, payload }: ParkedEvent) => `parked   "${id}"  ${JSON.stringify(payload)}`;

const SAID = {
  resume: "would handle its parked events again, and send its outstanding commands again",
  discard: "would resume without this event",
  edit: "would resume with this edited event",
} as const;

/** `done`: false for a dry run. */
export function changeLines(
  what: keyof typeof SAID,
  flow: string,
  events: readonly ParkedEvent[],
  done: boolean,
): readonly string[] {
  const said = `requested: ${what}; the orchestrator executes it, and \`flow show\` prints the result`;
  return [...events.map(heldLine), done ? said : `${flow} ${SAID[what]}; add --yes to execute`];
}

function timeOf(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
