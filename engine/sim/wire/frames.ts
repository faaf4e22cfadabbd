import { encodeText } from "./bytes.ts";

/* The frames that the server sends to a client. */
const CR = 13;
const LF = 10;

export const PONG = encodeText("PONG\r\n");
export const OK = encodeText("+OK\r\n");

/** `-ERR 'text'`. */
export function errorFrame(text: string): Uint8Array {
  return encodeText(`-ERR '${text}'\r\n`);
}

/** A message for one subscription: MSG, or HMSG with headers. */
export function messageFrame(
  subject: string,
  sid: string,
  reply: string,
  headers: Uint8Array | null,
  payload: Uint8Array,
): Uint8Array {
  const headerSize = headers === null ? 0 : headers.length;
  const total = headerSize + payload.length;
  const to = reply === "" ? `${subject} ${sid}` : `${subject} ${sid} ${reply}`;
  const line = encodeText(headers === null ? `MSG ${to} ${total}\r\n` : `HMSG ${to} ${headerSize} ${total}\r\n`);
  const frame = new Uint8Array(line.length + total + 2);
  frame.set(line, 0);
  if (headers !== null) frame.set(headers, line.length);
  frame.set(payload, line.length + headerSize);
  frame[frame.length - 2] = CR;
  frame[frame.length - 1] = LF;
  return frame;
}
