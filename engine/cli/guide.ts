import type { Command } from "commander";
import { answersText, readAnswers } from "../guide/answers-text.ts";
import { decide, type Verdict } from "../guide/decide.ts";
import { QUESTIONS, type GivenAnswers } from "../guide/questions.ts";
import type { Rule } from "../guide/rules.ts";
import { startingPoint } from "../guide/start/starting-scenario.ts";
import { TO_DECIDE } from "../guide/warnings.ts";
import { type Line, line, printJson, printLines } from "./output.ts";
import { paint } from "./paint.ts";

type GuideOptions = { readonly json: boolean; readonly scenario: boolean };

export function addGuide(program: Command): void {
  program
    .command("guide")
    .description("decide between a queue, a log, an orchestrator and no broker")
    .argument("[answers...]", "answers, for example kind=event consumers=open; none: print the questions")
    .option("--json", "print JSON", false)
    .option("--scenario", "print a scenario to begin with, as JSON for `run`", false)
    .action((answers: string[], options: GuideOptions) => guide(answers, options));
}

/** Prints the questions, or the verdict on some answers, or the scenario to begin with. */
function guide(answers: readonly string[], { json, scenario }: GuideOptions): void {
  const given = readAnswers(answers.join("&"), "the answers");
  if (scenario) return printJson(process.stdout, startingPoint(given).scenario, 2);
  if (json) return printJson(process.stdout, answers.length === 0 ? QUESTIONS : decide(given), 2);
  printLines(process.stdout, answers.length === 0 ? questionLines() : verdictLines(decide(given), given));
}

function questionLines(): (Line | string)[] {
  const style = paint(process.stdout);
  return [
    "Give answers as question=answer; a question without an answer counts as its first one.",
    "",
    ...QUESTIONS.flatMap(({ id, ask, answers }) => [
      line`${style("bold", id)}  ${ask}`,
      ...answers.map((answer) => line`  ${id}=${answer.id}  ${style("dim", answer.text)}`),
    ]),
  ];
}

function verdictLines({ title, says, tools, reasons, against, outweighed, warnings }: Verdict, given: GivenAnswers) {
  const style = paint(process.stdout);
  const section = (heading: string, lines: readonly (Line | string)[]) =>
    lines.length === 0 ? [] : ["", line`${style("bold", heading)}`, ...lines];
  const rules = (list: readonly Rule[]) => list.flatMap(ruleLines);
  const notes = [...warnings, ...tools.flatMap((tool) => TO_DECIDE[tool])];
  return [
    line`${style("bold", title)}  ${says}`,
    ...section("Why", rules(reasons)),
    ...section("Why not", rules(against)),
    ...section("Rules that fired for something else", rules(outweighed)),
    ...section(
      "Watch out, and decide",
      notes.map((note) => `  - ${note.says} (${note.proof})`),
    ),
    "",
    `In the lab: #/guide/${answersText(given)}`,
  ];
}

function ruleLines({ because, wrongIf, see, proof }: Rule): string[] {
  return [
    `  - ${because}`,
    `    Wrong if: ${wrongIf}${see === undefined ? "" : ` (${see})`}`,
    `    Runs that prove it: ${proof.join(", ")}`,
  ];
}
