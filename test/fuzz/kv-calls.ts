import { type KV, type KvEntry, Kvm } from "@nats-io/kv";
import type { JsonValue } from "../../engine/kernel/json.ts";
import type { Client, Scene } from "./perform.ts";
import { type Call, textOf } from "./program.ts";

type KvCall = Extract<Call, { readonly do: "kv" | "kv-create" }>;

/** Options: `value`, `revision`, `ttl`, and of a new bucket the client's own. */
export async function carryOutKv(step: number, call: KvCall, { js }: Client, scene: Scene): Promise<unknown> {
  const kvm = new Kvm(js);
  if (call.do === "kv-create") {
    await kvm.create(call.bucket, { ...call.options });
    return "made";
  }
  return operate(step, call, await kvm.open(call.bucket), scene);
}

async function operate(step: number, call: Extract<KvCall, { do: "kv" }>, kv: KV, scene: Scene): Promise<unknown> {
  const { key, options } = call;
  const value = textOf(options["value"] ?? "");
  const revision = Number(options["revision"] ?? 0);
  const { ttl } = options;
  switch (call.op) {
    case "put":
      return kv.put(key, value);
    case "create":
      return ttl === undefined ? kv.create(key, value) : kv.create(key, value, textOf(ttl));
    case "update":
      return kv.update(key, value, revision);
    case "delete":
      await kv.delete(key, revision > 0 ? { previousSeq: revision } : {});
      return "done";
    case "purge":
      await kv.purge(key, ttl === undefined ? {} : { ttl: textOf(ttl) });
      return "done";
    case "get":
      return seenEntry(await (revision > 0 ? kv.get(key, { revision }) : kv.get(key)));
    case "keys":
      return (await all(await kv.keys(key))).toSorted();
    case "history":
      return (await all(await kv.history({ key }))).map(seenEntry);
    case "watch":
      for await (const entry of await kv.watch({ key })) scene.note(step, seenEntry(entry));
      return "watched";
  }
}

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const value of values) found.push(value);
  return found;
}

function seenEntry(entry: KvEntry | null): JsonValue {
  if (entry === null) return null;
  const { key, operation, revision, delta } = entry;
  return { key, operation, value: entry.string(), revision, delta: delta ?? null };
}
