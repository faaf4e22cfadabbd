import type { ScenarioSource } from "../../scenario/schema.ts";
import { decide } from "../decide.ts";
import type { Answers, GivenAnswers } from "../questions.ts";
import type { VerdictId } from "../verdicts.ts";
import { flowStart } from "./flow-start.ts";
import { logStart } from "./log-start.ts";
import { joined, type Piece } from "./piece.ts";
import { BUFFER, queueStart } from "./queue-start.ts";

/** A scenario to begin with: it runs as it stands, and is meant to be changed. */
export type StartingPoint = {
  readonly scenario: ScenarioSource;
  /** What it holds, a sentence each. */
  readonly contains: readonly string[];
};

export function startingPoint(given: GivenAnswers): StartingPoint {
  const { id, title, says, answers } = decide(given);
  const { fields, contains } = joined(pieces(id, answers));
  const scenario: ScenarioSource = {
    id: `start-with-${id.replaceAll("+", "-and-")}`,
    title: `Starting point: ${title.toLowerCase()}`,
    shows: says,
    hopMs: 40,
    limitMs: 120_000,
    ...fields,
  };
  return { scenario, contains };
}

function pieces(id: VerdictId, answers: Answers): Piece[] {
  switch (id) {
    case "none":
      return [answers.kind === "query" ? queueStart(answers) : BUFFER];
    case "queue":
      return [queueStart(answers)];
    case "log":
      return [logStart(answers)];
    case "queue+log":
      return [logStart(answers), queueStart(answers)];
    // The flow has its own queues: one for each step.
    case "orchestrator":
    case "queue+orchestrator":
      return [flowStart(answers)];
    case "log+orchestrator":
    case "queue+log+orchestrator":
      return [logStart(answers), flowStart(answers)];
  }
}
