import { type FlowRecord, type Incoming, readToken } from "../record.ts";
import type { Note } from "./draft.ts";

type Reply = Extract<Incoming, { kind: "reply" }>;
type ReplyNoteType = "reply-received" | "reply-late" | "reply-duplicate" | "reply-orphaned";

/** The event was recorded and dropped. */
export function dropped(incoming: Incoming, reason: string): Note {
  return { body: { type: "flow-event-dropped", flow: incoming.flow, event: nameOf(incoming), reason }, token: null };
}

/** `replyTo` is filled in later, where the queue's name is known. */
export function replyNote(type: ReplyNoteType, { flow, token, try: tryNumber }: Reply): Note {
  return { body: { type, request: flow, correlation: token, try: tryNumber, replyTo: "" }, token: null };
}

/** A reply without a waiting step: its command was answered, given up or abandoned, or was never sent. */
export function unwantedReply(record: FlowRecord, incoming: Reply): Note {
  const asked = readToken(incoming.token);
  const how = record.closed.find(({ visit }) => visit === asked?.visit)?.how;
  if (how === "answered") return replyNote("reply-duplicate", incoming);
  // The token is this flow's, so the command was sent once, but too long ago to be in the ring.
  if (how !== undefined || asked?.flow === record.flow) return replyNote("reply-late", incoming);
  return replyNote("reply-orphaned", incoming);
}

export function nameOf(incoming: Incoming): string {
  switch (incoming.kind) {
    case "signal":
      return incoming.event.type;
    case "reply":
      return `reply to ${incoming.token}`;
    case "deadline":
      return `deadline ${incoming.token}`;
    case "start":
    case "resume":
      return incoming.kind;
  }
}
