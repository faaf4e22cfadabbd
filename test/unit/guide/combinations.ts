import { QUESTIONS, type Answers } from "../../../engine/guide/questions.ts";

/** Every combination of answers, one after the other. */
export function* allAnswers(): Generator<Answers> {
  const sizes = QUESTIONS.map(({ answers }) => answers.length);
  const total = sizes.reduce((product, size) => product * size, 1);
  for (let n = 0; n < total; n++) {
    let rest = n;
    const chosen = QUESTIONS.map(({ id, answers }, i) => {
      const size = sizes[i] ?? 1;
      const answer = answers[rest % size];
      rest = Math.floor(rest / size);
      return [id, answer?.id] as const;
    });
    yield Object.fromEntries(chosen) as Answers;
  }
}
