import { expect, test } from "vitest";
import { readEmbed } from "../../lab/src/embed/parameters.ts";

test("an address names a lesson, or a run by its link, and what is shown of it", () => {
  const plain = { view: "lesson", variant: null, seed: null, atMs: null, play: false, theme: null };
  expect(readEmbed("crash-redelivery")).toEqual({ ...plain, shows: { kind: "lesson", id: "crash-redelivery" } });
  expect(readEmbed("run/abc_-1?view=stage")).toEqual({
    ...plain,
    view: "stage",
    shows: { kind: "run", link: "abc_-1" },
  });
  expect(readEmbed("double-charge?variant=without-key&seed=8&at=2600&play=1&theme=dark")).toEqual({
    ...{ view: "lesson", variant: "without-key", seed: 8, atMs: 2600, play: true, theme: "dark" },
    shows: { kind: "lesson", id: "double-charge" },
  });
});

test.each([
  ["", /no lesson is named/],
  ["a?sight=stage", /sight is unknown, expected one of view, variant/],
  ["a?view=all", /view: found "all", expected lesson or stage/],
  ["a?seed=x", /seed: found "x", expected a whole number from 0 to 4294967295/],
  ["a?seed=4294967296", /seed/],
  ["a?at=-1", /at: found "-1"/],
  ["a?theme=<b>", /theme: found "<b>", expected light or dark/],
])("%s is refused, with the parameter and what it may be", (text, says) => {
  const read = readEmbed(text);
  expect("message" in read && read.message).toMatch(says);
  expect("remedy" in read && read.remedy).toMatch(/README/);
});
