import { headers, type MsgHdrs } from "@nats-io/nats-core";
import type { JsonValue } from "../../engine/kernel/json.ts";
import type { Client } from "./perform.ts";
import { type Call, type Options, textOf } from "./program.ts";
import type { Watch } from "./observation.ts";

const ANSWER_MS = 1_000;

type Publish = Extract<Call, { readonly do: "publish" }>;

/**
 * Options: `id`; `expect` with the client's own names; any header by its name. A `Nats-Schedule` of `@at +700` is for so
 * many ms after the program's beginning. With `core: true` nobody waits for an answer.
 */
export async function publish({ subject, data, options }: Publish, { nc, js }: Client, watch: Watch): Promise<unknown> {
  const { id, expect, core } = options;
  const block = headerBlock(options, watch);
  if (core === true) {
    if (typeof id === "string") block.set("Nats-Msg-Id", id);
    nc.publish(subject, data, { headers: block });
    return undefined;
  }
  if (options["Nats-Batch-Id"] !== undefined) {
    if (typeof id === "string") block.set("Nats-Msg-Id", id);
    const answer = await nc.request(subject, data, { headers: block, timeout: ANSWER_MS });
    return answer.data.length === 0 ? "staged" : answer.json();
  }
  return js.publish(subject, data, {
    headers: block,
    ...(typeof id === "string" ? { msgID: id } : {}),
    ...(expect === undefined ? {} : { expect: expect as { readonly [name: string]: JsonValue } }),
  });
}

function headerBlock(options: Options, watch: Watch): MsgHdrs {
  const block = headers();
  for (const [name, value] of Object.entries(options)) {
    if (/^[A-Z]/.test(name)) block.append(name, momentsIn(textOf(value), watch));
  }
  return block;
}

function momentsIn(value: string, { unixMsAtStart }: Watch): string {
  return value.replace(
    /^@at \+(\d+)$/,
    (_all, ms: string) => `@at ${new Date(unixMsAtStart + Number(ms)).toISOString()}`,
  );
}
