import { DeliverPolicy } from "@nats-io/jetstream";
import { expect } from "vitest";
import type { ConformanceCase } from "../environment.ts";
import { openDlq, refusalOf } from "./support.ts";

const TTL_INVALID = 10165;
const TTL_DISABLED = 10166;
const MARKER_NS = 1_000_000_000;
const LONG_MARKER_NS = 60_000_000_000;

export const TTL_CASES: readonly ConformanceCase[] = [
  {
    id: "TT-01",
    title: "a message ends with its own TTL; the last of its subject leaves a marker",
    async run(env) {
      const { nc, js, jsm, stream, on } = await openDlq(env, { subject_delete_marker_ttl: MARKER_NS });
      await jsm.consumers.add(stream, {
        name: "p",
        deliver_subject: `${stream}-in`,
        deliver_policy: DeliverPolicy.New,
      });
      const pushed = nc.subscribe(`${stream}-in`, { max: 3 });
      await js.publish(on("a"), "short", { ttl: "1s" });
      await js.publish(on("b"), "long", { ttl: "never" });
      const seen: unknown[] = [];
      for await (const { subject, data, headers } of pushed) {
        seen.push([subject, data.length, headers?.get("Nats-Marker-Reason"), headers?.get("Nats-TTL")]);
      }
      expect(seen).toEqual([
        [on("a"), 5, "", "1s"],
        [on("b"), 4, "", "never"],
        [on("a"), 0, "MaxAge", "1s"],
      ]);
      expect((await jsm.streams.info(stream)).state).toMatchObject({ messages: 2, first_seq: 2, last_seq: 3 });
    },
  },
  {
    id: "TT-03",
    title: "where markers are left, no message lives shorter than they do",
    async run(env) {
      const { js, jsm, stream, on } = await openDlq(env, { subject_delete_marker_ttl: LONG_MARKER_NS });
      for (const ttl of ["1s", "never", "90s"]) await js.publish(on("a"), "x", { ttl });
      const stored = [1, 2, 3].map((seq) => jsm.streams.getMessage(stream, { seq }));
      expect((await Promise.all(stored)).map((message) => message?.header.get("Nats-TTL"))).toEqual([
        "60",
        "never",
        "90s",
      ]);
    },
  },
  {
    id: "TT-02",
    title: "a TTL is a whole second or more, where TTLs are allowed",
    async run(env) {
      const { js, jsm, stream, on } = await openDlq(env, {});
      const put = (ttl: string) => refusalOf(js.publish(on("a"), "x", { ttl }));
      expect(await put("5s")).toBe(TTL_DISABLED);
      expect(await put("junk")).toBe(TTL_INVALID);
      await jsm.streams.update(stream, { allow_msg_ttl: true });
      expect(await put("500ms")).toBe(TTL_INVALID);
      expect(await put("-1")).toBe(TTL_INVALID);
      expect(await put("5")).toMatchObject({ answer: { seq: 1 } });
      expect(await put("never")).toMatchObject({ answer: { seq: 2 } });
    },
  },
];
