import { QUESTIONS, type Answers, type GivenAnswers, type QuestionId, type When } from "./questions.ts";
import { RULES, TOOLS, type Rule, type Tool } from "./rules.ts";
import { VERDICTS, type VerdictId } from "./verdicts.ts";
import { WARNINGS, type Warning } from "./warnings.ts";

/** The sum of weights from which on a tool is recommended. */
const RECOMMENDED = 3;

export type Verdict = {
  readonly id: VerdictId;
  readonly title: string;
  readonly says: string;
  readonly tools: readonly Tool[];
  /** Given and assumed. */
  readonly answers: Answers;
  /** The questions without an answer: the first one is assumed. */
  readonly assumed: readonly QuestionId[];
  /** Every rule that fired is in one of these: it speaks for the verdict, */
  readonly reasons: readonly Rule[];
  /** against a tool, */
  readonly against: readonly Rule[];
  /** or for a tool that is not in the verdict. */
  readonly outweighed: readonly Rule[];
  readonly warnings: readonly Warning[];
};

/** The verdict on these answers: a pure function. */
export function decide(given: GivenAnswers): Verdict {
  const answers = withDefaults(given);
  const fired = RULES.filter(({ when }) => holds(when, answers));
  const tools = TOOLS.filter((tool) => isRecommended(tool, fired));
  const id = (tools.length === 0 ? "none" : tools.join("+")) as VerdictId;
  const speaks = fired.filter(({ weight }) => weight > 0);
  const isReason = ({ tool }: Rule) => (tool === "none" ? tools.length === 0 : tools.includes(tool));
  return {
    id,
    ...VERDICTS[id],
    tools,
    answers,
    assumed: QUESTIONS.flatMap((question) => (given[question.id] === undefined ? [question.id] : [])),
    reasons: speaks.filter(isReason),
    against: fired.filter(({ weight }) => weight < 0),
    outweighed: speaks.filter((rule) => !isReason(rule)),
    warnings: WARNINGS.filter(({ when }) => holds(when, answers)),
  };
}

function withDefaults(given: GivenAnswers): Answers {
  const first = QUESTIONS.map(({ id, answers }) => [id, answers[0].id] as const);
  return { ...(Object.fromEntries(first) as Answers), ...given };
}

function isRecommended(tool: Tool, fired: readonly Rule[]): boolean {
  const weights = fired.flatMap((rule) => (rule.tool === tool ? [rule.weight] : []));
  const forbidden = weights.some((weight) => weight < 0);
  return !forbidden && weights.reduce((sum, weight) => sum + weight, 0) >= RECOMMENDED;
}

export function holds(when: When, answers: Answers): boolean {
  return QUESTIONS.every(({ id }) => {
    const wanted: string | readonly string[] | undefined = when[id];
    if (wanted === undefined) return true;
    return typeof wanted === "string" ? wanted === answers[id] : wanted.includes(answers[id]);
  });
}
