import type { Fault } from "../scenario/faults/registry.ts";
import { formatDuration } from "../trace/format.ts";

/** 'crash before-save at pass 3 of coordinator-1', 'lose order-2-charge'. */
export function faultText(fault: Fault): string {
  switch (fault.kind) {
    case "crash":
      return `crash ${placeText(fault.at)}`;
    case "pause":
      return `pause for ${formatDuration(fault.forMs)} ${placeText(fault.at)}`;
    case "deploy":
      return `version 2 in ${fault.actor}, ${momentText(fault.at)}`;
    case "lose-store":
      return `lose the store ${momentText(fault.at)}`;
    case "server-kill":
      return `kill the server ${momentText(fault.at)}`;
    case "outage":
      return `outage at ${formatDuration(fault.atMs)} for ${formatDuration(fault.forMs)}`;
    case "poison":
      return `poison ${fault.job}`;
    case "wire": {
      const later = "delayMs" in fault && fault.delayMs !== undefined ? ` by ${formatDuration(fault.delayMs)}` : "";
      return `${fault.what} ${fault.job}${later}`;
    }
  }
}

type Moment = Extract<Fault, { kind: "deploy" }>["at"];
type Place = Extract<Fault, { kind: "crash" }>["at"];

function momentText(at: Moment): string {
  return "atMs" in at ? `at ${formatDuration(at.atMs)}` : placeText(at);
}

function placeText(at: Place): string {
  if ("atMs" in at) return `${at.actor} at ${formatDuration(at.atMs)}`;
  if ("nth" in at) return `${at.point} at pass ${at.nth} of ${at.actor}`;
  return `${at.point} of ${at.job}${at.attempt === 1 ? "" : `, delivery ${at.attempt}`}`;
}

export function listText(parts: readonly string[]): string {
  return parts.length === 0 ? "no faults" : parts.join("; ");
}
