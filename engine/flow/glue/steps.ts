import { UNDO_OF, type OrderVersion, type Step, type Undo } from "../order/order.ts";

/**
 * The rules of the order's flow, for the levels that store the state of each step: which steps must be done before each step.
 */
type Rules = { readonly [step in Step]?: readonly Step[] };
const RULES: Readonly<Record<OrderVersion, Rules>> = {
  1: { reserve: [], charge: ["reserve"], ship: ["charge"], notify: ["charge"] },
  2: { reserve: [], check: ["reserve"], charge: ["check"], ship: ["charge"], notify: ["charge"] },
};

/** The rules of a version. They apply to every order, whichever version began it. */
export function stepRules(version: OrderVersion) {
  const rules = Object.entries(RULES[version]) as [Step, readonly Step[]][];
  const steps = rules.map(([step]) => step);
  return {
    /** The steps to begin now: not begun, and all steps before them are done. */
    nextSteps: (begun: (step: Step) => boolean, done: (step: Step) => boolean): Step[] =>
      rules.filter(([step, before]) => !begun(step) && before.every(done)).map(([step]) => step),
    allDone: (done: (step: Step) => boolean): boolean => steps.every(done),
    /** The compensations of these steps, the last step's first. */
    undoOf: (happened: (step: Step) => boolean): Undo[] =>
      steps
        .filter(happened)
        .flatMap((step) => (step in UNDO_OF ? [UNDO_OF[step as keyof typeof UNDO_OF]] : []))
        .reverse(),
  };
}
