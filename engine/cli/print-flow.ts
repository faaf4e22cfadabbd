import type { FlowView, ParkedEvent } from "../flow/orchestrator/client.ts";
import type { HistoryEntry } from "../flow/orchestrator/store.ts";
import { formatCount } from "../trace/format.ts";

/** What `flow …` says to a person. */
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
  const holds = parked === 0 ? "" : `, holds ${formatCount(parked, "event")}`;
  const why = stuckBecause === null ? "" : `: ${stuckBecause}`;
  return `${flow}  ${timeOf(savedAt)}  ${definition} ${version}  ${status} in ${state || "no state"}${holds}${why}`;
}

export function noFlowLine(events: string, status: string): string {
  return status === "all" ? `${events} has no flows` : `no flow of ${events} is ${status}`;
}

/** A flow with all that it waits for and holds, and how it came there. */
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

const heldLine = ({ id, payload }: ParkedEvent) => `holds    "${id}"  ${JSON.stringify(payload)}`;

const SAID = {
  resume: "would go on with what it holds, and what is outstanding would be sent again",
  discard: "would go on without this event",
  edit: "would go on with this event as it stands here",
} as const;

/** `done`: false for a dry run. */
export function changeLines(
  what: keyof typeof SAID,
  flow: string,
  events: readonly ParkedEvent[],
  done: boolean,
): readonly string[] {
  const said = `told: ${what}; the next orchestrator of ${flow} does it, \`flow show\` tells how it went`;
  return [...events.map(heldLine), done ? said : `${flow} ${SAID[what]}; --yes does it`];
}

function timeOf(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
