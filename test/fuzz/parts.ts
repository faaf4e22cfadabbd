import type { Call, Program, Step } from "./program.ts";
import { isReaction } from "./program.ts";

/**
 * What a program can be made smaller by: its steps, and the options of their calls. A part is the path to what can be left
 * out; a step is its id.
 */
export type Part = readonly [step: number] | readonly [step: number, option: string];

export function partsOf({ steps }: Program): Part[] {
  const options = steps.flatMap((step) => optionsIn(step).map((option): Part => [step.id, option]));
  return [...steps.map((step): Part => [step.id]), ...options];
}

/** The program with only these parts. */
export function withParts(program: Program, parts: readonly Part[]): Program {
  const steps = new Set(parts.filter((part) => part.length === 1).map(([step]) => step));
  const options = new Set(parts.map((part) => part.join("/")));
  const kept = program.steps.filter((step) => steps.has(step.id));
  return { ...program, steps: kept.map((step) => withOptions(step, (option) => options.has(`${step.id}/${option}`))) };
}

/** Without what comes later than this, but for what may still be due. */
export function upTo(program: Program, ms: number): Program {
  const steps = program.steps.filter((step) => isReaction(step) || step.atMs <= ms);
  return { ...program, steps };
}

function optionsIn(step: Step): string[] {
  if (isReaction(step)) return Object.keys(step.how).filter((name) => name !== "do");
  return "options" in step.call ? Object.keys(step.call.options) : [];
}

function withOptions(step: Step, isKept: (option: string) => boolean): Step {
  const kept = <T extends object>(options: T) =>
    Object.fromEntries(Object.entries(options).filter(([name]) => name === "do" || isKept(name))) as T;
  if (isReaction(step)) return { ...step, how: kept(step.how) };
  const { call } = step;
  return "options" in call ? { ...step, call: { ...call, options: kept(call.options) } as Call } : step;
}
