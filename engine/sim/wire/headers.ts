import { decodeText, encodeText } from "./bytes.ts";

/**
 * The header block of a message stays as the client sent it. The server looks up single names in it, exactly and case
 * by case as nats-server does, and writes only status lines of its own.
 */
export type HeaderText = string;

/** The block as text, for `headerValue`; null when there is none. */
export function headerText(headers: Uint8Array | null): HeaderText | null {
  return headers === null ? null : decodeText(headers);
}

/** The value of the first header of that name; undefined when there is none. */
export function headerValue(text: HeaderText, name: string): string | undefined {
  const at = text.indexOf(`\r\n${name}:`);
  if (at < 0) return undefined;
  const from = at + name.length + 3;
  const to = text.indexOf("\r\n", from);
  return text.slice(from, to < 0 ? undefined : to).trim();
}

/** `headerValue`, where a header without a value counts as none. */
export function filledHeader(text: HeaderText, name: string): string | undefined {
  const value = headerValue(text, name);
  return value === "" ? undefined : value;
}

/** The block with more headers at its end; a new one when there was none. */
export function withHeaders(
  headers: Uint8Array | null,
  added: readonly (readonly [string, string | number])[],
): Uint8Array {
  const lines = added.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const before = headers === null ? "NATS/1.0\r\n" : decodeText(headers).slice(0, -2);
  return encodeText(`${before}${lines}\r\n`);
}

/** The block without the headers of which `drops` says so; null when none is left. */
export function withoutHeaders(headers: Uint8Array | null, drops: (name: string) => boolean): Uint8Array | null {
  if (headers === null) return null;
  const [status, ...lines] = decodeText(headers).slice(0, -4).split("\r\n");
  const kept = lines.filter((line) => !drops(line.slice(0, line.indexOf(":"))));
  return kept.length === 0 ? null : encodeText(`${[status, ...kept].join("\r\n")}\r\n\r\n`);
}

/** A block that is only a status, with headers if given: how the server tells a pull how it ended. */
export function statusHeaders(
  status: string,
  headers: readonly (readonly [string, string | number])[] = [],
): Uint8Array {
  let text = `NATS/1.0 ${status}\r\n`;
  for (const [name, value] of headers) text += `${name}: ${value}\r\n`;
  return encodeText(`${text}\r\n`);
}
