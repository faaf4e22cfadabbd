import { UNDO_OF, type Step, type Undo } from "../order/order.ts";

/** The rules of the order's flow, for the levels that know how each step stands. */
const STEPS = ["reserve", "charge", "ship", "notify"] as const satisfies readonly Step[];
const AFTER: Readonly<Record<Step, readonly Step[]>> = {
  reserve: [],
  charge: ["reserve"],
  ship: ["charge"],
  notify: ["charge"],
};

/** The steps whose turn it is: not begun, with everything done that comes before them. */
export function nextSteps(begun: (step: Step) => boolean, done: (step: Step) => boolean): Step[] {
  return STEPS.filter((step) => !begun(step) && AFTER[step].every(done));
}

export function allDone(done: (step: Step) => boolean): boolean {
  return STEPS.every(done);
}

/** What takes these steps back, the last one first; a mail stays sent. */
export function undoOf(happened: (step: Step) => boolean): Undo[] {
  return STEPS.filter(happened)
    .flatMap((step) => (step === "notify" ? [] : [UNDO_OF[step]]))
    .reverse();
}
