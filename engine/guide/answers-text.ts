import { BadInputError } from "../kernel/errors.ts";
import { QUESTIONS, type GivenAnswers } from "./questions.ts";

/** The answers that were given, as a link and the command line carry them: 'kind=event&order=per-key'. */
export function answersText(given: GivenAnswers): string {
  return QUESTIONS.flatMap(({ id }) => (given[id] === undefined ? [] : [`${id}=${given[id]}`])).join("&");
}

/** Reads `answersText`. @throws BadInputError with `where` for a question or an answer that the guide does not have */
export function readAnswers(text: string, where: string): GivenAnswers {
  const parts = text.split("&").filter((part) => part !== "");
  return Object.fromEntries(parts.map((part) => readAnswer(part, where)));
}

function readAnswer(part: string, where: string): readonly [string, string] {
  const [name = "", value = ""] = part.split("=");
  const question = QUESTIONS.find(({ id }) => id === name);
  const remedy = "Open the guide and choose the answers again.";
  if (!question) {
    const expected = QUESTIONS.map(({ id }) => id).join(", ");
    throw new BadInputError(where, `found a question "${name.slice(0, 40)}", expected one of ${expected}`, remedy);
  }
  const answers: readonly string[] = question.answers.map(({ id }) => id);
  if (!answers.includes(value)) {
    const found = `found "${value.slice(0, 40)}" for ${name}, expected one of ${answers.join(", ")}`;
    throw new BadInputError(where, found, remedy);
  }
  return [name, value];
}
