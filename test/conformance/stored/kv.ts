import { type KV, type KvEntry, Kvm } from "@nats-io/kv";
import { expect } from "vitest";
import type { ConformanceCase, Environment } from "../environment.ts";
import { refusalOf } from "./support.ts";

const STREAM_NOT_FOUND = 10059;
const WRONG_LAST_SEQUENCE = 10071;

async function bucket(env: Environment, options: Parameters<Kvm["create"]>[1] = {}): Promise<KV> {
  return new Kvm(await env.connect("kv")).create(env.namespace, options);
}

const told = (entry: KvEntry | null) =>
  entry && [entry.key, entry.operation, entry.string(), entry.revision, entry.delta];

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const value of values) found.push(value);
  return found;
}

export const KV_CASES: readonly ConformanceCase[] = [
  {
    id: "KV-01",
    title: "what is put is got, by key and by revision",
    async run(env) {
      const kv = await bucket(env, { history: 3 });
      expect(await kv.put("a", "1")).toBe(1);
      expect(await kv.put("a", "2")).toBe(2);
      expect(told(await kv.get("a"))).toEqual(["a", "PUT", "2", 2, 0]);
      expect(told(await kv.get("a", { revision: 1 }))).toEqual(["a", "PUT", "1", 1, 0]);
      expect(await kv.get("b")).toBeNull();
      expect(await kv.get("b", { revision: 1 })).toBeNull();
    },
  },
  {
    id: "KV-02",
    title: "an update wins once, at the revision that it saw",
    async run(env) {
      const kv = await bucket(env);
      const first = await kv.create("a", "1");
      expect(await refusalOf(kv.create("a", "2"))).toBe(WRONG_LAST_SEQUENCE);
      const second = await kv.update("a", "2", first);
      expect(await refusalOf(kv.update("a", "late", first))).toBe(WRONG_LAST_SEQUENCE);
      expect(told(await kv.get("a"))).toEqual(["a", "PUT", "2", second, 0]);
    },
  },
  {
    id: "KV-03",
    title: "a deleted key is gone but for its marker, and can be created again",
    async run(env) {
      const kv = await bucket(env);
      const first = await kv.create("a", "1");
      expect(await refusalOf(kv.delete("a", { previousSeq: first + 7 }))).toBe(WRONG_LAST_SEQUENCE);
      await kv.delete("a", { previousSeq: first });
      expect(told(await kv.get("a"))).toEqual(["a", "DEL", "", 2, 0]);
      expect(await all(await kv.keys())).toEqual([]);
      expect(await kv.create("a", "2")).toBe(3);
    },
  },
  {
    id: "KV-04",
    title: "a purge leaves only its marker of a key's history",
    async run(env) {
      const kv = await bucket(env, { history: 5 });
      for (const value of ["1", "2", "3"]) await kv.put("a", value);
      await kv.put("b", "x");
      await kv.purge("a");
      expect((await all(await kv.history({ key: "a" }))).map(told)).toEqual([["a", "PURGE", "", 5, 0]]);
      expect((await kv.status()).values).toBe(2);
    },
  },
  {
    id: "KV-05",
    title: "the history of a key is kept up to the bucket's limit",
    async run(env) {
      const kv = await bucket(env, { history: 2 });
      for (const value of ["1", "2", "3"]) await kv.put("a", value);
      await kv.delete("a");
      const history = (await all(await kv.history({ key: "a" }))).map(told);
      expect(history).toEqual([
        ["a", "PUT", "3", 3, 1],
        ["a", "DEL", "", 4, 0],
      ]);
    },
  },
  {
    id: "KV-06",
    title: "keys are those that have a value, also by a pattern",
    async run(env) {
      const kv = await bucket(env);
      for (const key of ["a.1", "a.2", "b.1", "c"]) await kv.put(key, "x");
      await kv.delete("a.2");
      expect((await all(await kv.keys())).sort()).toEqual(["a.1", "b.1", "c"]);
      expect(await all(await kv.keys("a.*"))).toEqual(["a.1"]);
    },
  },
  {
    id: "KV-07",
    title: "a watcher gets the last value of each key, then every change",
    async run(env) {
      const kv = await bucket(env);
      await kv.put("a", "old");
      await kv.put("b", "b");
      await kv.put("a", "new");
      const seen: unknown[] = [];
      const watch = await kv.watch();
      for await (const entry of watch) {
        seen.push([...(told(entry) ?? []), entry.isUpdate]);
        if (seen.length === 2) await kv.put("c", "c");
        if (seen.length === 3) await kv.delete("a");
        if (seen.length === 4) break;
      }
      expect(seen).toEqual([
        ["b", "PUT", "b", 2, 1, false],
        ["a", "PUT", "new", 3, 0, true],
        ["c", "PUT", "c", 4, 0, true],
        ["a", "DEL", "", 5, 0, true],
      ]);
    },
  },
  {
    id: "KV-08",
    title: "two watchers of one bucket both get everything, whoever writes",
    async run(env) {
      const kv = await bucket(env);
      const other = await new Kvm(await env.connect("other")).open(env.namespace, { allow_direct: true });
      const seen = await Promise.all(
        [kv, other].map(async (one) => {
          const values: string[] = [];
          const watch = await one.watch({ key: "k.>" });
          await one.put(`k.${one === kv ? "mine" : "theirs"}`, "x");
          for await (const entry of watch) if (values.push(entry.key) === 2) break;
          return values.sort();
        }),
      );
      expect(seen).toEqual([
        ["k.mine", "k.theirs"],
        ["k.mine", "k.theirs"],
      ]);
    },
  },
  {
    id: "KV-09",
    title: "a key with a TTL ends, and its end is a purge to a watcher",
    async run(env) {
      const kv = await bucket(env, { markerTTL: 2000 });
      const watch = await kv.watch();
      await kv.create("a", "short", "1s");
      const seen: unknown[] = [];
      for await (const entry of watch) if (seen.push(told(entry)) === 2) break;
      expect(seen).toEqual([
        ["a", "PUT", "short", 1, 0],
        ["a", "PURGE", "", 2, 0],
      ]);
      expect(await kv.create("a", "again")).toBe(3);
    },
  },
  {
    id: "KV-10",
    title: "a bucket tells its status, and is gone when it is destroyed",
    async run(env) {
      const kv = await bucket(env, { history: 4, ttl: 60_000, max_bytes: 4096, description: "d" });
      await kv.put("a", "1");
      const status = await kv.status();
      const { bucket: name, values, history, ttl, description, max_bytes } = status;
      expect({ name, values, history, ttl, description, max_bytes }).toEqual({
        name: env.namespace,
        values: 1,
        history: 4,
        ttl: 60_000,
        description: "d",
        max_bytes: 4096,
      });
      expect(await kv.destroy()).toBe(true);
      expect(await refusalOf(kv.status())).toBe(STREAM_NOT_FOUND);
    },
  },
];
