import { decodeText, encodeText } from "./bytes.ts";

/**
 * A message's header block as the client sent it. Like nats-server, the server looks up names in it case-sensitively, and
 * writes only its own status lines.
 */
export type HeaderText = string;

/** The block as text, for `headerValue`; null if there is none. */
export function headerText(headers: Uint8Array | null): HeaderText | null {
  return headers === null ? null : decodeText(headers);
}

/** The value of the first header of that name; undefined if there is none. */
export function headerValue(text: HeaderText, name: string): string | undefined {
  const at = text.indexOf(`\r\n${name}:`);
  if (at < 0) return undefined;
  const from = at + name.length + 3;
  const to = text.indexOf("\r\n", from);
  return text.slice(from, to < 0 ? undefined : to).trim();
}

/** Like `headerValue`, but undefined for an empty value. */
export function filledHeader(text: HeaderText, name: string): string | undefined {
  const value = headerValue(text, name);
  return value === "" ? undefined : value;
}

/** The block with the added headers at its end; a new block if there was none. */
export function withHeaders(
  headers: Uint8Array | null,
  added: readonly (readonly [string, string | number])[],
): Uint8Array {
  const lines = added.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const before = headers === null ? "NATS/1.0\r\n" : decodeText(headers).slice(0, -2);
  return encodeText(`${before}${lines}\r\n`);
}

/** The block without the headers for which `drops` returns true; null if none is left. */
export function withoutHeaders(headers: Uint8Array | null, drops: (name: string) => boolean): Uint8Array | null {
  if (headers === null) return null;
  const [status, ...lines] = decodeText(headers).slice(0, -4).split("\r\n");
  const kept = lines.filter((line) => !drops(line.slice(0, line.indexOf(":"))));
  return kept.length === 0 ? null : encodeText(`${[status, ...kept].join("\r\n")}\r\n\r\n`);
}

/** A block with only a status, and optional headers. The server ends pulls with it. */
export function statusHeaders(
  status: string,
  headers: readonly (readonly [string, string | number])[] = [],
): Uint8Array {
  let text = `NATS/1.0 ${status}\r\n`;
  for (const [name, value] of headers) text += `${name}: ${value}\r\n`;
  return encodeText(`${text}\r\n`);
}
