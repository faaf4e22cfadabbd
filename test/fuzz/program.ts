import type { JsonValue } from "../../engine/kernel/json.ts";

/**
 * A program for a broker: which client calls what, and when. Plain data, so that it can be drawn, printed, kept in a file
 * and shrunk.
 *
 * PR1  a step's id is its own for good: when other steps are left out it keeps it, and so does what is seen of it;
 * PR2  a step that refers to one that is not there, or to a message that never comes, does nothing.
 */
export type Program = {
  /** How long bytes travel one way; 1 or more. */
  readonly hopMs: number;
  readonly steps: readonly Step[];
  /** How long the program is watched, from its first moment. */
  readonly lengthMs: number;
};

export type Step = Order | Reaction;

/** A call at its moment, whatever has come of the others. */
export type Order = { readonly id: number; readonly by: ClientName; readonly atMs: number; readonly call: Call };

/** What the receiver of a message does with it, so long after it came. */
export type Reaction = {
  readonly id: number;
  /** The step that asked for messages. */
  readonly to: number;
  /** Its how-manieth message, from 1. */
  readonly nth: number;
  readonly afterMs: number;
  readonly how: Settlement;
};

export const CLIENTS = ["a", "b", "c"] as const;
export type ClientName = (typeof CLIENTS)[number];

/**
 * Options have the names that they have on the wire. Where those are nanoseconds there, they are `…_ms` here.
 */
export type Options = { readonly [option: string]: JsonValue };

/** What is text is itself, anything else its JSON. */
export function textOf(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

export type Call =
  | { readonly do: "add-stream" | "update-stream"; readonly stream: string; readonly options: Options }
  | { readonly do: "delete-stream" | "stream-info"; readonly stream: string }
  | { readonly do: "purge" | "get" | "direct-get"; readonly stream: string; readonly options: Options }
  | { readonly do: "delete-message"; readonly stream: string; readonly seq: number }
  | {
      readonly do: "add-consumer" | "update-consumer";
      readonly stream: string;
      readonly consumer: string;
      readonly options: Options;
    }
  | {
      readonly do: "delete-consumer" | "consumer-info" | "resume-consumer";
      readonly stream: string;
      readonly consumer: string;
    }
  /** For so many ms from the program's moment on (`for_ms`), which may be over already. */
  | {
      readonly do: "pause-consumer";
      readonly stream: string;
      readonly consumer: string;
      readonly options: Options;
    }
  | { readonly do: "publish"; readonly subject: string; readonly data: string; readonly options: Options }
  | {
      /**
       * `pull`: a request by hand, of which every status is seen; `pulls`: several at once, each option a request's body as
       * it goes over the wire; the others are the client's own ways. With `gone_after_ms` the requester stops listening.
       */
      readonly do: "pull" | "pulls" | "next" | "fetch" | "consume";
      readonly stream: string;
      readonly consumer: string;
      readonly options: Options;
    }
  /** A request to the API by hand; what is answered is seen as it is. */
  | { readonly do: "request"; readonly subject: string; readonly data: string }
  /** To what a push consumer sends. */
  | { readonly do: "listen"; readonly subject: string }
  | { readonly do: "kv-create"; readonly bucket: string; readonly options: Options }
  | { readonly do: "kv"; readonly bucket: string; readonly op: KvOp; readonly key: string; readonly options: Options }
  /** The client ends its connection in order, or vanishes. It comes back with its next step. */
  | { readonly do: "leave" | "crash" };

export type KvOp = "put" | "create" | "update" | "delete" | "purge" | "get" | "keys" | "history" | "watch";

export type Settlement = {
  readonly do: "ack" | "nak" | "working" | "term";
  readonly delayMs?: number;
  /** Whether the server is asked to confirm it. */
  readonly confirmed?: boolean;
};

export function isReaction(step: Step): step is Reaction {
  return "to" in step;
}
