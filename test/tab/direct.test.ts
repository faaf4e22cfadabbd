import { expect, test } from "vitest";
import { type Got, type Json, RawTab, status } from "./raw.ts";

/** S holds s.a "1", s.b "2" with a header, s.a "3". */
function withMessages(options: Json = {}): RawTab {
  const tab = new RawTab();
  tab.stream({ allow_direct: true, ...options });
  tab.publish("s.a", "1");
  tab.publish("s.b", "2", "A: b");
  tab.publish("s.a", "3");
  return tab;
}

const get = (tab: RawTab, body: Json | string, rest = "S"): Got | undefined =>
  tab.client.request(`$JS.API.DIRECT.GET.${rest}`, typeof body === "string" ? body : JSON.stringify(body));

test("a direct get answers with the message itself, and what is known of it in headers", () => {
  const about =
    "Nats-Stream: S\r\nNats-Subject: s.b\r\nNats-Sequence: 2\r\nNats-Time-Stamp: 2026-01-01T00:00:00Z\r\n\r\n";
  const answer = get(withMessages(), { seq: 2 });
  expect(answer).toMatchObject({ headers: `NATS/1.0\r\nA: b\r\n${about}`, data: "2" });
  expect(get(withMessages(), { seq: 2, no_hdr: true })).toMatchObject({ headers: "", data: "2" });
});

test.each<[Json, string]>([
  [{ seq: 1 }, "1"],
  [{ last_by_subj: "s.a" }, "3"],
  [{ last_by_subj: "s.*" }, "3"],
  [{ next_by_subj: "s.b" }, "2"],
  [{ seq: 2, next_by_subj: "s.a" }, "3"],
  [{ start_time: "2020-01-01T00:00:00Z" }, "1"],
  [{ start_time: "2020-01-01T00:00:00Z", next_by_subj: "s.b" }, "2"],
])("%j finds %s", (body, data) => {
  expect(get(withMessages(), body)?.data).toBe(data);
});

test.each<[Json | string, string]>([
  [{ seq: 9 }, "404 Message Not Found"],
  [{ last_by_subj: "s.z" }, "404 Message Not Found"],
  [{ seq: 4, next_by_subj: "s.a" }, "404 Message Not Found"],
  ["", "408 Empty Request"],
  ["{}", "408 Empty Request"],
  [{ seq: 0 }, "408 Empty Request"],
  [{ batch: 1 }, "408 Empty Request"],
  ["nonsense", "408 Malformed Request"],
  [{ seq: "a" }, "408 Malformed Request"],
  [{ seq: -1 }, "408 Malformed Request"],
  [{ seq: 1, last_by_subj: "s.a" }, "408 Bad Request"],
  [{ last_by_subj: "s.a", next_by_subj: "s.a" }, "408 Bad Request"],
  [{ seq: 1, start_time: "2020-01-01T00:00:00Z" }, "408 Bad Request"],
])("%j is %s", (body, line) => {
  expect(status(get(withMessages(), body))).toBe(`NATS/1.0 ${line}`);
});

test("the subject may be in the request's subject, and then nothing else asks", () => {
  const tab = withMessages();
  expect(get(tab, "", "S.s.a")?.data).toBe("3");
  expect(get(tab, "{}", "S.s.*")?.data).toBe("3");
  expect(status(get(tab, "", "S.s.z"))).toBe("NATS/1.0 404 Message Not Found");
  expect(status(get(tab, { seq: 1 }, "S.s.a"))).toBe("NATS/1.0 408 Bad Request");
  expect(status(get(tab, "junk", "S.s.a"))).toBe("NATS/1.0 408 Malformed Request");
});

test("nobody listens where direct gets are not allowed", () => {
  expect(status(get(withMessages({ allow_direct: false }), { seq: 1 }))).toBe("NATS/1.0 503");
  expect(status(get(withMessages(), { seq: 1 }, "T"))).toBe("NATS/1.0 503");
  expect(status(get(withMessages(), "", "S."))).toBe("NATS/1.0 503");
});

test.each([{ seq: 1, batch: 2 }, { multi_last: ["s.a"] }])("%j, which this server lacks, is refused", (body) => {
  expect(status(get(withMessages(), body))).toMatch(/^NATS\/1.0 408 Bad Request - the in-tab server does not support/);
});
