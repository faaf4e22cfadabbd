import { concatBytes, decodeText, EMPTY } from "./bytes.ts";

/**
 * Gets the operations that the parser finds in a client's bytes.
 *
 * P1  An operation is reported only when all its bytes have arrived, in chunks of any size.
 * P2  After a fault (`onFault`), nothing more is reported.
 */
export interface ProtocolHandler {
  onConnect(json: string): void;
  onPing(): void;
  onPong(): void;
  onSubscribe(args: readonly string[]): void;
  onUnsubscribe(args: readonly string[]): void;
  onPublish(subject: string, reply: string, headers: Uint8Array | null, payload: Uint8Array): void;
  /** The connection must end. `text` is for -ERR; empty: nats-server closes without a message. */
  onFault(text: string): void;
}

export const MAX_PAYLOAD = 1_048_576;
const MAX_CONTROL_LINE = 4096;
const LF = 10;
const CR = 13;
const FAULT_UNKNOWN = "Unknown Protocol Operation";
const FAULT_SILENT = "";

type Publish = { readonly subject: string; readonly reply: string; readonly headerSize: number; readonly size: number };

export class ProtocolParser {
  private readonly handler: ProtocolHandler;
  private rest: Uint8Array = EMPTY;
  private failed = false;

  constructor(handler: ProtocolHandler) {
    this.handler = handler;
  }

  parse(chunk: Uint8Array): void {
    if (this.failed) return;
    const bytes = this.rest.length === 0 ? chunk : concatBytes([this.rest, chunk]);
    let at = 0;
    while (at < bytes.length && !this.failed) {
      const next = this.operation(bytes, at);
      if (next < 0) break;
      at = next;
    }
    this.rest = this.failed || at === bytes.length ? EMPTY : bytes.subarray(at);
  }

  /** Handles the operation at index `at`. Returns the index of the next one, or -1 if bytes are missing. */
  private operation(bytes: Uint8Array, at: number): number {
    const lineEnd = bytes.indexOf(LF, at);
    if ((lineEnd < 0 ? bytes.length : lineEnd) - at > MAX_CONTROL_LINE)
      return this.fail("maximum control line exceeded");
    if (lineEnd < 0) return -1;
    const textEnd = bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    const line = decodeText(bytes.subarray(at, textEnd));
    const space = firstBlank(line);
    const op = space < 0 ? line : line.slice(0, space);
    const args = space < 0 ? "" : line.slice(space + 1);
    const after = lineEnd + 1;
    switch (op) {
      case "PUB":
        return this.publish(parsePub(words(args)), bytes, after);
      case "HPUB":
        return this.publish(parseHpub(words(args)), bytes, after);
      case "SUB":
        this.handler.onSubscribe(words(args));
        return after;
      case "UNSUB":
        this.handler.onUnsubscribe(words(args));
        return after;
      case "PING":
        this.handler.onPing();
        return after;
      case "PONG":
        this.handler.onPong();
        return after;
      case "CONNECT":
        this.handler.onConnect(args);
        return after;
      case "":
        return textEnd === at ? after : this.fail(FAULT_UNKNOWN);
      default:
        // Operation names are case-insensitive, but only hand-written clients send them in lower case.
        return op === op.toUpperCase()
          ? this.fail(FAULT_UNKNOWN)
          : this.operation(upperCaseOp(bytes, at, op.length), at);
    }
  }

  private publish(pub: Publish | null, bytes: Uint8Array, at: number): number {
    if (pub === null) return this.fail(FAULT_SILENT);
    if (pub.size > MAX_PAYLOAD) return this.fail("Maximum Payload Violation");
    const end = at + pub.size;
    if (bytes.length < end + 2) return bytes.length > end && bytes[end] !== CR ? this.fail(FAULT_UNKNOWN) : -1;
    if (bytes[end] !== CR || bytes[end + 1] !== LF) return this.fail(FAULT_UNKNOWN);
    const bodyAt = at + pub.headerSize;
    const headers = pub.headerSize === 0 ? null : bytes.subarray(at, bodyAt);
    this.handler.onPublish(pub.subject, pub.reply, headers, bytes.subarray(bodyAt, end));
    return end + 2;
  }

  private fail(text: string): number {
    this.failed = true;
    this.handler.onFault(text);
    return -1;
  }
}

function firstBlank(line: string): number {
  const space = line.indexOf(" ");
  const tab = line.indexOf("\t");
  return tab >= 0 && (space < 0 || tab < space) ? tab : space;
}

function words(args: string): string[] {
  const list = args.split(" ");
  // Repeated blanks and tabs are allowed, but the official clients never send them.
  return list.includes("") || args.includes("\t") ? args.split(/[ \t]+/).filter((word) => word !== "") : list;
}

function parsePub(args: readonly string[]): Publish | null {
  const size = wholeNumber(args[args.length - 1]);
  if (size < 0 || args.length < 2 || args.length > 3) return null;
  return { subject: args[0] as string, reply: args.length === 3 ? (args[1] as string) : "", headerSize: 0, size };
}

function parseHpub(args: readonly string[]): Publish | null {
  const size = wholeNumber(args[args.length - 1]);
  const headerSize = wholeNumber(args[args.length - 2]);
  if (size < 0 || headerSize < 0 || headerSize > size || args.length < 3 || args.length > 4) return null;
  return { subject: args[0] as string, reply: args.length === 4 ? (args[1] as string) : "", headerSize, size };
}

/** Parses digits; -1 for any other text. */
export function wholeNumber(text: string | undefined): number {
  if (text === undefined || text === "" || text.length > 15) return -1;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function upperCaseOp(bytes: Uint8Array, at: number, length: number): Uint8Array {
  const copy = bytes.slice();
  for (let i = at; i < at + length; i++) {
    const unit = copy[i] as number;
    if (unit >= 97 && unit <= 122) copy[i] = unit - 32;
  }
  return copy;
}
