import { describe, expect, test } from "vitest";
import { oneLine, thrownText } from "../../../engine/kernel/thrown-text.ts";

const bytes = (text: string) => new TextEncoder().encode(text).length;

describe("the stored text of anything thrown", () => {
  test.each([
    ["an error", new Error("no such card"), "no such card"],
    ["two lines", new Error("declined\r\n  see the log"), "declined | see the log"],
    ["an escape sequence", new Error("\u001b[31mred"), "\\x1b[31mred"],
    ["a string", "plain", "plain"],
    ["nothing", undefined, "undefined"],
    ["an object", { code: 4, money: 5n }, '{"code":4,"money":"5"}'],
    ["an error without a message", new TypeError(), "TypeError"],
    ["a cause", new Error("not sent", { cause: new Error("socket closed") }), "not sent (cause: socket closed)"],
    ["a cause that says the same", new Error("gone", { cause: new Error("gone") }), "gone"],
    ["a cause that is no error", new Error("not sent", { cause: { code: 7 } }), 'not sent (cause: {"code":7})'],
    ["several errors", new AggregateError([new Error("a"), "b"]), "2 errors: a; b"],
    ["several errors and a message", new AggregateError([new Error("a")], "all failed"), "all failed (1 error: a)"],
  ])("%s", (_what, thrown, text) => {
    expect(thrownText(thrown)).toBe(text);
  });

  test("what refers to itself, or throws when it is looked at, has a text as well", () => {
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    expect(thrownText(circular)).toBe("[object Object]");
    const own = new Error("loop");
    own.cause = own;
    expect(thrownText(own)).toBe(
      "loop (cause: loop (cause: loop (cause: loop (cause: loop (cause: loop (cause: …))))))",
    );
    const hostile = new Error("hidden");
    Object.defineProperty(hostile, "message", {
      get: () => {
        throw new Error("no");
      },
    });
    expect(thrownText(hostile)).toBe("an error that cannot be read");
  });

  test("a text that is too long is cut between characters, and says how long it was", () => {
    for (const char of ["x", "é", "€", "😀", "\n"]) {
      const cut = thrownText(new Error(`!${char.repeat(600_000)}!`));
      expect(bytes(cut)).toBeLessThanOrEqual(4_000);
      expect(cut).toContain(`the text has ${600_000 * char.length + 2} characters`);
      expect(cut).not.toContain("\ufffd");
    }
    expect(oneLine("x".repeat(4_000))).toBe("x".repeat(4_000));
  });
});
