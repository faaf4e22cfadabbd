import type { StoredMessage } from "../stream/message-store.ts";
import { EMPTY } from "../wire/bytes.ts";
import { withHeaders } from "../wire/headers.ts";

/** The message without its payload, for a consumer with `headers_only`. */
export function headersOnly(message: StoredMessage): StoredMessage {
  const headers = withHeaders(message.headers, [["Nats-Msg-Size", message.payload.length]]);
  return { ...message, headers, payload: EMPTY };
}
