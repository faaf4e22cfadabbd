import { JetStreamApiError } from "@nats-io/jetstream";
import type { JsonValue } from "../../engine/kernel/json.ts";

/** A refusal or a failure, in the words and with the codes that the caller was given. */
export function problemOf(thrown: unknown): JsonValue {
  if (thrown instanceof JetStreamApiError) {
    return { error: thrown.message, code: thrown.code, status: thrown.status };
  }
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  // A subject for acknowledgements names a moment, and is told by what it was for anyway.
  return { error: message.replace(/'\$JS\.ACK\.[^']*'/, "an acknowledgement's subject"), name };
}
