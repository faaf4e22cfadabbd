import type { ScenarioSource } from "../../engine/scenario/schema.ts";
import { glueHappy } from "../../scenarios/glue-happy.ts";

/** A flow with a lesson whose next step is another level. */
const sent = { type: "step-commanded", where: { step: "charge" } } as const;

export const FLOW_LESSON: ScenarioSource = {
  ...glueHappy,
  id: "flow-lesson",
  title: "A flow's lesson",
  lesson: {
    situation: ["A shop places three orders."],
    tryFirst: "Commit to a prediction, then run.",
    prediction: {
      question: "How often is a card charged?",
      choices: [
        { id: "three", text: "Three times", when: { query: { count: sent }, is: { equals: 3 } } },
        { id: "other", text: "More often", when: { query: { count: sent }, is: { atLeast: 4 } } },
      ],
    },
    decisive: { at: sent, nth: 2, says: "The second order's card is about to be charged." },
    happened: [{ text: "{n} cards were charged.", figures: { n: { query: { count: sent }, as: "count" } } }],
    why: ["Each order has one charge."],
    next: { variant: "level-1", text: "Give every command a key." },
  },
};
