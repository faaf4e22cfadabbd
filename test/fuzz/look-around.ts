import type { JsonValue } from "../../engine/kernel/json.ts";
import { storedMessage } from "./calls.ts";
import type { Client } from "./perform.ts";
import { plain, plainName, type Watch } from "./observation.ts";

/** What the broker holds in the end: streams with all of their messages, and consumers. */
export async function lookAround(
  { jsm }: Client,
  see: (channel: string, what: JsonValue) => void,
  watch: Watch,
): Promise<void> {
  const names: string[] = [];
  for await (const name of jsm.streams.names()) names.push(name);
  see("streams", names);
  for (const stream of names) {
    const info = await jsm.streams.info(stream, { deleted_details: true, subjects_filter: ">" });
    see(`stream ${stream}`, plain(info, watch));
    for (let seq = info.state.first_seq; seq > 0 && seq <= info.state.last_seq; seq++) {
      const message = await jsm.streams.getMessage(stream, { seq }).catch(() => null);
      if (message !== null) see(`stored in ${stream}`, plain(storedMessage(message), watch));
    }
    for await (const consumer of jsm.consumers.list(stream)) {
      see(plainName(`consumer ${stream}/${consumer.name}`), plain(consumer, watch));
    }
  }
}
