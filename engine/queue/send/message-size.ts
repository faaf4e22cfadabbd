import type { JetStreamClient } from "@nats-io/jetstream";
import type { MsgHdrs } from "@nats-io/nats-core";
import { BadInputError } from "../../kernel/errors.ts";
import { connectionOf } from "./publish-answers.ts";
import { bytesOf, MOST_PER_CHARACTER } from "../storable.ts";

/** nats-server's own default for `max_payload`. */
const DEFAULT_BYTES = 1_048_576;
/** Room for a dead letter's headers (its reason has at most 4,000 bytes), and for its entry in the history. */
export const DEAD_LETTER_ROOM = 8_192;
/** Room for the subject, message id and marker of a value in a KV bucket. */
const ENTRY_ROOM = 2_048;

/** The largest message that the server accepts: headers and payload together, bytes. */
export function mostBytes(js: JetStreamClient): number {
  return connectionOf(js).info?.max_payload ?? DEFAULT_BYTES;
}

/** The largest value that a KV bucket accepts, bytes. */
export function mostStorable(js: JetStreamClient): number {
  return mostBytes(js) - ENTRY_ROOM;
}

export function sizeOf(headers: MsgHdrs, data: { readonly length: number }): number {
  return bytesOf(textOf(headers)) + data.length;
}

/** The headers as they go over the wire. */
function textOf(headers: MsgHdrs): string {
  const lines = headers.keys().flatMap((key) => headers.values(key).map((value) => `${key}: ${value}`));
  return `NATS/1.0\r\n${lines.join("\r\n")}\r\n\r\n`;
}

/**
 * Refuses a job that the server would accept but that could never be dead-lettered: a dead letter needs room for its headers.
 * @throws BadInputError
 */
export function checkSize(job: string, headers: MsgHdrs, payload: string, most: number): void {
  const kept = Math.min(DEAD_LETTER_ROOM, Math.floor(most / 4));
  const room = most - kept;
  const head = textOf(headers);
  if ((payload.length + head.length) * MOST_PER_CHARACTER <= room) return;
  const size = bytesOf(payload) + bytesOf(head);
  if (size <= room) return;
  throw new BadInputError(
    `job ${job}`,
    `has ${size} bytes with its headers; the server accepts ${most}, and ${kept} of them are reserved for its dead letter`,
    `Send at most ${room} bytes: store large data elsewhere and send its address, or raise the server's max_payload.`,
  );
}
