import { expect, test } from "vitest";
import {
  AckademyError,
  BadInputError,
  ErrorKind,
  errorText,
  InternalError,
  NoBrokerError,
  unreachable,
} from "../../../engine/kernel/errors.ts";

test("every error says what is wrong, what to do, and by its kind which exit code it means", () => {
  const bad = new BadInputError("file.yaml", "seed: found -1", "Mend it.");
  expect([bad.message, bad.where, bad.remedy, bad.kind]).toEqual([
    "file.yaml: seed: found -1",
    "file.yaml",
    "Mend it.",
    ErrorKind.BadInput,
  ]);
  expect(new NoBrokerError("none", "Start one.").kind).toBe(ErrorKind.NoBroker);
  expect(new InternalError("broken").kind).toBe(ErrorKind.Internal);
});

test("an error's name is its class's, and all are AckademyErrors", () => {
  for (const error of [new BadInputError("a", "b", "c"), new NoBrokerError("a", "b"), new InternalError("a")]) {
    expect(error.name).toBe(error.constructor.name);
    expect(error).toBeInstanceOf(AckademyError);
  }
});

test("anything thrown has a one-line text", () => {
  expect(errorText(new Error("why"))).toBe("why");
  expect(errorText("just text")).toBe("just text");
  expect(errorText(undefined)).toBe("undefined");
});

test("a value outside its union is an internal error that shows it", () => {
  expect(() => unreachable({ kind: "new" } as never)).toThrow('unexpected value {"kind":"new"}');
});
