import { expect } from "vitest";
import type { ConformanceCase } from "../environment.ts";
import { openDlq, refusalOf, withHeaders } from "./support.ts";

const WRONG_LAST_SEQUENCE = 10071;
const NO_SEQUENCE = 10193;
const ROLLUP_NOT_PERMITTED = 10111;

export const DIRECT_CASES: readonly ConformanceCase[] = [
  {
    id: "DG-01",
    title: "a direct get finds by sequence, last and next of a subject, and tells what it found",
    async run(env) {
      const { nc, js, jsm, stream, on } = await openDlq(env, { allow_direct: true });
      await js.publish(on("a"), "one", withHeaders({ Own: "header" }));
      await js.publish(on("b"), "two");
      await js.publish(on("a"), "three");
      const got = async (query: Parameters<typeof jsm.direct.getMessage>[1]) => {
        const found = await jsm.direct.getMessage(stream, query);
        return found && [found.seq, found.subject, found.string(), found.header.get("Own")];
      };
      expect(await got({ seq: 1 })).toEqual([1, on("a"), "one", "header"]);
      expect(await got({ last_by_subj: on("a") })).toEqual([3, on("a"), "three", ""]);
      expect(await got({ seq: 2, next_by_subj: on("a") })).toEqual([3, on("a"), "three", ""]);
      expect(await got({ next_by_subj: on(">") })).toEqual([1, on("a"), "one", "header"]);
      expect(await got({ seq: 9 })).toBeNull();
      const raw = await nc.request(`$JS.API.DIRECT.GET.${stream}.${on("b")}`);
      expect(raw.headers?.keys()).toEqual(["Nats-Stream", "Nats-Subject", "Nats-Sequence", "Nats-Time-Stamp"]);
    },
  },
  {
    id: "DG-02",
    title: "a direct get that asks for nothing, or for too much, is a 408",
    async run(env) {
      const { nc, stream, on } = await openDlq(env, { allow_direct: true });
      const status = async (rest: string, body: string) => {
        const { headers } = await nc.request(`$JS.API.DIRECT.GET.${rest}`, body);
        return `${headers?.code} ${headers?.description}`;
      };
      expect(await status(stream, "")).toBe("408 Empty Request");
      expect(await status(stream, "{}")).toBe("408 Empty Request");
      expect(await status(stream, "nonsense")).toBe("408 Malformed Request");
      expect(await status(stream, `{"seq":1,"last_by_subj":"${on("a")}"}`)).toBe("408 Bad Request");
      expect(await status(`${stream}.${on("a")}`, "")).toBe("404 Message Not Found");
    },
  },
  {
    id: "CS-01",
    title: "compare-and-set by subject, by another subject, by a pattern",
    async run(env) {
      const { js, on } = await openDlq(env, {});
      const put = (rest: string, expect: object) => js.publish(on(rest), "x", { expect });
      expect(await put("a", { lastSubjectSequence: 0 })).toMatchObject({ seq: 1 });
      expect(await refusalOf(put("a", { lastSubjectSequence: 0 }))).toBe(WRONG_LAST_SEQUENCE);
      const other = { lastSubjectSequence: 1, lastSubjectSequenceSubject: on("a") };
      expect(await put("b", other)).toMatchObject({ seq: 2 });
      const any = { lastSubjectSequence: 2, lastSubjectSequenceSubject: on("*") };
      expect(await put("b", any)).toMatchObject({ seq: 3 });
      expect(await refusalOf(put("b", any))).toBe(WRONG_LAST_SEQUENCE);
      expect(await refusalOf(put("b", { lastSubjectSequenceSubject: on("a") }))).toBe(NO_SEQUENCE);
      expect(await refusalOf(put("b", { lastSequence: 1 }))).toBe(WRONG_LAST_SEQUENCE);
    },
  },
  {
    id: "CS-02",
    title: "a compare-and-set that is repeated is a wrong sequence, whatever its message id",
    async run(env) {
      const { js, on } = await openDlq(env, {});
      const put = () => js.publish(on("a"), "x", { msgID: "once", expect: { lastSubjectSequence: 0 } });
      expect(await put()).toMatchObject({ seq: 1 });
      expect(await refusalOf(put())).toBe(WRONG_LAST_SEQUENCE);
      expect(await js.publish(on("a"), "x", { msgID: "once" })).toMatchObject({ seq: 1, duplicate: true });
    },
  },
  {
    id: "RU-01",
    title: "a roll-up leaves itself alone on its subject, or in the stream",
    async run(env) {
      const { js, jsm, stream, on } = await openDlq(env, { allow_rollup_hdrs: true });
      for (const rest of ["a", "b", "a"]) await js.publish(on(rest), "x");
      await js.publish(on("a"), "sum", withHeaders({ "Nats-Rollup": "sub" }));
      const subjects = async () => (await jsm.streams.info(stream, { subjects_filter: ">" })).state.subjects;
      expect(await subjects()).toEqual({ [on("a")]: 1, [on("b")]: 1 });
      await js.publish(on("c"), "sum", withHeaders({ "Nats-Rollup": "all" }));
      expect(await subjects()).toEqual({ [on("c")]: 1 });
      expect(await refusalOf(js.publish(on("a"), "x", withHeaders({ "Nats-Rollup": "x" })))).toBe(ROLLUP_NOT_PERMITTED);
    },
  },
];
