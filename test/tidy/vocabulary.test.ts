import { describe, expect, test } from "vitest";
import { files, linesThatMatch } from "./repository.ts";

/** One word for one thing. The pattern must not be found; the text says what to write instead. */
const WORDS: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\b(given out|lent out)\b/i, "in flight, delivered"],
  [/\bheld back\b|heldBack/i, "delayed, backing off"],
  [/\baskers?\b|Asker/, "requester"],
  [/\b(letter )?trays?\b|Tray(?=[A-Z]|s?\b)/, "dead-letter queue (DLQ)"],
  [/\bdesks?\b|Desk(?=[A-Z]|s?\b)/, "DLQ operations, operator"],
  [/\bappenders?\b|Appender/i, "producer of a log"],
  [/\bfr(eez|oze)/i, "pause, paused"],
  [/\bpartings?\b|Parting/, "divergence"],
  [/\bsurplus\b/i, "duplicate"],
  [/\bhand-on\b|\bhands? (it|them) on\b/i, "forward"],
  [/\bcalled off\b|\btaken back\b/i, "compensated, cancelled"],
  [/\btime-outs?\b/i, "timeout"],
  [/\bin good order\b/i, "shut down cleanly"],
  [/\b(the )?world outside\b|\bthe outside world\b/i, "outside services"],
  [/\b(LateWard|PlannedBlow|Intake|Ward)\b|\bVenue|\bnudge/, "child spec, delayed start, actor fault, message source"],
  [/\bjob-naked\b|\bnaked\b/i, "job-nacked"],
  [/\bin-tab\b/i, "simulated"],
];

/**
 * Where the former words stand by right: the reader of old data and its fixtures, and recorded runs. The names of scenarios
 * and of their variants and knobs are parts of links.
 */
const EXCEPT =
  /^(test\/tidy\/|test\/golden\/timelines\/|test\/support\/older\/|engine\/scenario\/older-forms\.ts|test\/unit\/scenario\/older-forms\.test\.ts|engine\/wasm\/server\/|CHANGELOG\.md)/;
const LINK_PARTS = /dlq-desk|(short|long)-freeze|id: "freeze"|\bfreeze: \{/g;
/** A key that a random draw depends on. */
const DRAWS = /oneOfRanges\("held back"/;

const texts = files.filter((file) => /\.(md|ts|tsx|js|mjs|css|html)$/.test(file) && !EXCEPT.test(file));

describe("the project's words are the field's", () => {
  test.each(WORDS.map(([pattern, instead]) => [pattern.source, instead, pattern] as const))(
    "not %s, but %s",
    (_source, instead, pattern) => {
      const found = linesThatMatch(pattern, texts).filter(
        (line) => !DRAWS.test(line) && pattern.test(line.replaceAll(LINK_PARTS, "")),
      );
      expect(found, `write: ${instead}`).toEqual([]);
    },
  );
});
