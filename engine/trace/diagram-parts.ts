/** A column of a sequence diagram. An actor and a queue may have the same name. */
export type Party = { readonly kind: "actor" | "queue" | "log"; readonly name: string };

/** A message. `dotted`: a confirmation by a queue. */
export type Arrow = {
  readonly kind: "arrow";
  readonly from: Party;
  readonly to: Party;
  readonly dotted: boolean;
  readonly text: string;
};
export type Note = { readonly kind: "note"; readonly over: readonly [Party, ...Party[]]; readonly text: string };
export type DiagramLine = Arrow | Note;

/** The position of a note: over the actor that recorded the event, over its queue, or over both. */
export type Place = "actor" | "queue" | "both";

export const actorParty = (name: string): Party => ({ kind: "actor", name });
export const queueParty = (name: string): Party => ({ kind: "queue", name });
export const logParty = (name: string): Party => ({ kind: "log", name });

type AtQueue = { readonly actor: string; readonly queue: string };
type AtLog = { readonly actor: string; readonly log: string };

export function toQueue(event: AtQueue, text: string): Arrow {
  return { kind: "arrow", from: actorParty(event.actor), to: queueParty(event.queue), dotted: false, text };
}

export function fromQueue(event: AtQueue, text: string): Arrow {
  return { kind: "arrow", from: queueParty(event.queue), to: actorParty(event.actor), dotted: true, text };
}

export function toLog(event: AtLog, text: string): Arrow {
  return { kind: "arrow", from: actorParty(event.actor), to: logParty(event.log), dotted: false, text };
}

export function fromLog(event: AtLog, text: string): Arrow {
  return { kind: "arrow", from: logParty(event.log), to: actorParty(event.actor), dotted: false, text };
}
