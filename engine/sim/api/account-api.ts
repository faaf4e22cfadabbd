import type { JetStream } from "../jetstream.ts";
import type { ApiAnswer } from "./api-request.ts";

/** The JetStream API level that clients may expect; 5 in nats-server 2.15.1. */
const API_LEVEL = 5;

const NO_LIMITS = {
  max_memory: -1,
  max_storage: -1,
  max_streams: -1,
  max_consumers: -1,
  max_ack_pending: -1,
  memory_max_stream_bytes: -1,
  storage_max_stream_bytes: -1,
  max_bytes_required: false,
};

/** The answer to `$JS.API.INFO`. */
export function accountInfo(js: JetStream, total: number, errors: number): ApiAnswer {
  const streams = js.allStreams();
  const bytes = (storage: string) =>
    streams.filter(({ config }) => config.storage === storage).reduce((sum, { store }) => sum + store.bytes, 0);
  return {
    memory: bytes("memory"),
    storage: bytes("file"),
    reserved_memory: 0,
    reserved_storage: 0,
    streams: streams.length,
    consumers: streams.reduce((sum, stream) => sum + stream.observerCount, 0),
    limits: NO_LIMITS,
    api: { level: API_LEVEL, total, errors },
  };
}
