import {
  answersText,
  decide,
  EXAMPLES,
  QUESTIONS,
  readAnswers,
  startingPoint,
  TO_DECIDE,
  TOOLS,
  type GivenAnswers,
  type Rule,
  type StartingPoint,
  type Tool,
  type Verdict,
} from "../../../engine/views.ts";

const WHERE = "the link to the guide";

/** The decision guide with some answers, as the page shows it. */
export type GuideView = {
  readonly questions: readonly QuestionView[];
  readonly given: number;
  readonly verdict: Verdict;
  /** What else each tool of the verdict asks for. */
  readonly toDecide: readonly { readonly tool: Tool; readonly says: string; readonly proof: string }[];
  readonly groups: readonly RuleGroup[];
  /** What the starting scenario holds. */
  readonly contains: readonly string[];
  /** The address that opens the starting scenario in the workbench. */
  readonly workbench: string;
  readonly examples: readonly ExampleView[];
};

export type QuestionView = {
  readonly id: string;
  readonly ask: string;
  readonly help: string;
  readonly proof: string;
  readonly answers: readonly AnswerView[];
  /** The text of the assumed answer; null when an answer was given. */
  readonly assumed: string | null;
};
/** `to`: the address with this answer. */
type AnswerView = { readonly id: string; readonly text: string; readonly chosen: boolean; readonly to: string };
export type RuleView = Omit<Rule, "when"> & { readonly force: string };
type RuleGroup = { readonly id: string; readonly title: string; readonly rules: readonly RuleView[] };
type ExampleView = { readonly name: string; readonly to: string; readonly chosen: boolean };

export function guideView(given: GivenAnswers): GuideView {
  const verdict = decide(given);
  const text = answersText(given);
  return {
    questions: QUESTIONS.map((question) => questionView(question, given)),
    given: Object.keys(given).length,
    verdict,
    toDecide: verdict.tools.flatMap((tool) => TO_DECIDE[tool].map((one) => ({ tool, ...one }))),
    groups: groupsOf(verdict),
    contains: startingPoint(given).contains,
    workbench: text === "" ? "/workbench/guide" : `/workbench/guide/${text}`,
    examples: EXAMPLES.map(({ name, answers }) => {
      const its = answersText(answers);
      return { name, to: guideAddress(its), chosen: its === text };
    }),
  };
}

/** Reads the answers in an address; what cannot be read becomes `problem`. */
export function readGuideLink(text: string): { readonly given: GivenAnswers; readonly problem: Error | null } {
  try {
    return { given: readAnswers(text, WHERE), problem: null };
  } catch (thrown) {
    return { given: {}, problem: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }
}

/** The scenario to begin with, and what it holds. @throws BadInputError for answers that the guide does not have */
export function startFrom(text: string): StartingPoint {
  return startingPoint(readAnswers(text, WHERE));
}

const guideAddress = (text: string) => (text === "" ? "/guide" : `/guide/${text}`);

function questionView(question: (typeof QUESTIONS)[number], given: GivenAnswers): QuestionView {
  const { id, ask, proof, answers } = question;
  const answered = given[id] !== undefined;
  return {
    id,
    ask,
    help: "help" in question ? question.help : "",
    proof,
    answers: answers.map((answer) => ({
      ...answer,
      chosen: given[id] === answer.id,
      to: guideAddress(answersText({ ...given, [id]: answer.id })),
    })),
    assumed: answered ? null : answers[0].text,
  };
}

function groupsOf({ reasons, against, outweighed, tools }: Verdict): RuleGroup[] {
  const groups = [
    ...[...TOOLS, "none" as const].map((tool) => ({
      id: tool,
      title: tools.length === 0 ? "Why no broker" : `Why ${WITH_ARTICLE[tool]}`,
      rules: reasons.filter((rule) => rule.tool === tool),
    })),
    { id: "against", title: "Why not", rules: against },
    { id: "outweighed", title: "Rules that fired for something else", rules: outweighed },
  ];
  return groups
    .filter(({ rules }) => rules.length > 0)
    .map(({ rules, ...group }) => ({ ...group, rules: rules.map((rule) => ({ ...rule, force: forceOf(rule) })) }));
}

const WITH_ARTICLE = { queue: "a queue", log: "a log", orchestrator: "an orchestrator", none: "no broker" } as const;

/** 'decides for a queue'. */
function forceOf({ weight, tool }: Rule): string {
  const what = WITH_ARTICLE[tool];
  if (weight < 0) return `speaks against ${what}`;
  if (weight >= 3) return `decides for ${what}`;
  return weight === 2 ? `speaks for ${what}` : `hints at ${what}`;
}
