import { Draws } from "../../engine/explore/draws.ts";
import { Drawing } from "./drawing.ts";
import type { Program } from "./program.ts";
import { BATCHES, THEMES } from "./themes.ts";

const MOST_STEPS = 40;
const PERCENT_BATCHES = 8;
/** What is due soon after the last step is to be seen. */
const TAIL_MS = 1_700;

/**
 * A program out of a seed: a pure function. It has a theme, so that its calls have to do with each other; what is rare in
 * practice (a limit reached, a window at its edge, two things due at once) is common in it. `pace`: the shortest time
 * between two calls, in milliseconds; in real time they need more to come in their order.
 */
export function drawProgram(seed: number, pace = 1): Program {
  const draws = new Draws(seed);
  const drawing = new Drawing(draws, pace);
  const isAboutBatches = draws.int(["about batches", ""], 1, 100) <= PERCENT_BATCHES;
  const theme = isAboutBatches ? BATCHES : draws.oneOf(["theme", ""], THEMES);
  theme.begin(drawing);
  const calls = draws.int(["calls", ""], 4, 26);
  for (let n = 0; n < calls && drawing.steps.length < MOST_STEPS; n++) {
    drawing.passTime();
    drawing.weighted("call", theme.calls)(drawing);
  }
  const steps = drawing.steps.slice(0, MOST_STEPS);
  return { hopMs: draws.oneOf(["hop", ""], [1, 1, 2, 5]), steps, lengthMs: drawing.atMs + TAIL_MS };
}
