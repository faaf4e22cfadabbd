import { expect, test } from "vitest";
import { base64, concatBytes, decodeText, encodeText } from "../../engine/sim/wire/bytes.ts";
import { goDuration, goJson, goTime, nanosText, parseGoDuration } from "../../engine/sim/wire/go-format.ts";
import { headerValue } from "../../engine/sim/wire/headers.ts";
import { isLiteral, isValidPattern, matcherOf, matches, overlaps } from "../../engine/sim/wire/subjects.ts";
import { SubscriptionIndex } from "../../engine/sim/wire/subscription-index.ts";

test.each([
  ["a.b", "a.b", true],
  ["a.*", "a.b", true],
  ["a.*", "a.b.c", false],
  ["a.*", "a", false],
  ["a.>", "a.b.c", true],
  ["a.>", "a", false],
  ["*.b", "a.b", true],
  [">", "a.b", true],
  ["a.>", "a.*", true],
  ["a.*", "a.>", false],
  ["a.*", "a.*", true],
])("%s matches %s: %s", (pattern, subject, expected) => {
  expect(matches(pattern, subject)).toBe(expected);
  expect(matcherOf([pattern, "zzz"])(subject)).toBe(expected);
});

test.each([
  ["a.*", "*.b", true],
  ["a.>", "*.b", true],
  ["a.*", "a", false],
  ["a.b", "a.c", false],
  ["*.*", ">", true],
  ["a.*.c", "a.b", false],
])("%s and %s overlap: %s", (left, right, expected) => {
  expect(overlaps(left, right)).toBe(expected);
  expect(overlaps(right, left)).toBe(expected);
});

test("subjects and patterns are told apart", () => {
  expect(["a.b", "a.*", "a.>", "a*.b>"].filter(isValidPattern)).toHaveLength(4);
  expect(["", "a..b", ".a", "a.", "a.>.b", "a b", "a\tb"].filter(isValidPattern)).toEqual([]);
  expect(["a.b", "a.*", "a.>", "a*.b>"].filter(isLiteral)).toEqual(["a.b", "a*.b>"]);
});

test("the index finds literals, wildcards and nobody (X1)", () => {
  const index = new SubscriptionIndex<{ subject: string; queue: string }>();
  const patterns = ["a.b", "a.*", "a.>", ">", "x.*.z", "a.b"].map((subject) => ({ subject, queue: "" }));
  for (const pattern of patterns) index.add(pattern);
  const found = (subject: string) =>
    index
      .all(subject)
      .map((one) => one.subject)
      .sort();
  expect(found("a.b")).toEqual([">", "a.*", "a.>", "a.b", "a.b"]);
  expect(found("x.y.z")).toEqual([">", "x.*.z"]);
  for (const pattern of patterns.slice(2, 4)) index.remove(pattern);
  expect(found("a.c")).toEqual(["a.*"]);
  expect(index.hasInterest("q")).toBe(false);
  expect(index.hasInterest("x.q.z")).toBe(true);
});

test("a list in use does not change under its reader (X2)", () => {
  const index = new SubscriptionIndex<{ subject: string; queue: string }>();
  const first = { subject: "a", queue: "" };
  index.add(first);
  const before = index.all("a");
  index.remove(first);
  index.add({ subject: "a", queue: "" });
  expect(before).toEqual([first]);
});

test("times are written as Go writes them", () => {
  expect(goTime(0)).toBe("1970-01-01T00:00:00Z");
  expect(goTime(1_767_225_600_000)).toBe("2026-01-01T00:00:00Z");
  expect(goTime(1_709_208_000_120)).toBe("2024-02-29T12:00:00.12Z");
  expect(goTime(1_735_689_599_999)).toBe("2024-12-31T23:59:59.999Z");
  expect(nanosText(1_767_225_600_000)).toBe("1767225600000000000");
});

test("durations are read and written as Go does", () => {
  expect(["5s", "1m30s", "100ms", "1.5h", "250us", "-2s", "0"].map(parseGoDuration)).toEqual([
    5000, 90_000, 100, 5_400_000, 0.25, -2000, 0,
  ]);
  expect(["", "5", "x", "5s x", "1s500", "{}"].map(parseGoDuration)).toEqual([null, null, null, null, null, null]);
  expect([1000, 1500, 90_000, 3_600_000, 250].map(goDuration)).toEqual(["1s", "1.5s", "1m30s", "1h0m0s", "250ms"]);
});

test("JSON is escaped as Go escapes it", () => {
  expect(goJson({ a: "<b> & c" })).toBe('{"a":"\\u003cb\\u003e \\u0026 c"}');
});

test("headers are found by their exact name", () => {
  const text = "NATS/1.0\r\nNats-Msg-Id: 7 \r\nX-Nats-Msg-Id: 8\r\nnats-ttl:1s\r\n\r\n";
  expect(headerValue(text, "Nats-Msg-Id")).toBe("7");
  expect(headerValue(text, "Nats-TTL")).toBeUndefined();
  expect(headerValue(text, "nats-ttl")).toBe("1s");
});

test("bytes and text round", () => {
  const texts = ["", "plain", "ümläut", "x".repeat(1000), "日本語"];
  for (const text of texts) expect(decodeText(encodeText(text))).toBe(text);
  expect(concatBytes(["ab", "", "c"].map(encodeText))).toEqual(encodeText("abc"));
  expect(["", "a", "ab", "abc", "hello"].map((text) => base64(encodeText(text)))).toEqual([
    "",
    "YQ==",
    "YWI=",
    "YWJj",
    "aGVsbG8=",
  ]);
});
