import { Button } from "../parts/button.tsx";
import css from "./guide.module.css";
import type { GuideView, QuestionView } from "./guide-view.ts";
import { ProofLink } from "./proof-link.tsx";

type Props = { readonly view: GuideView; readonly onChoose: (to: string) => void };

export function Questions({ view: { questions, given, verdict }, onChoose }: Props) {
  return (
    <form
      className={css["questions"]}
      aria-label="Questions about your case"
      onSubmit={(event) => event.preventDefault()}
    >
      <p className={css["progress"]}>
        {given} of {questions.length} questions answered.
      </p>
      {questions.map((question, i) => (
        <Question key={question.id} number={i + 1} question={question} onChoose={onChoose} />
      ))}
      <Button className={css["so-far"] ?? ""} icon="arrow" onClick={toVerdict}>
        So far: {verdict.title}. See why
      </Button>
    </form>
  );
}

type QuestionProps = {
  readonly number: number;
  readonly question: QuestionView;
  readonly onChoose: (to: string) => void;
};

function Question({ number, question: { id, ask, help, proof, answers, assumed }, onChoose }: QuestionProps) {
  return (
    <fieldset className={css["question"]} data-assumed={assumed !== null || undefined}>
      <legend>
        <span className={css["number"]}>{number}</span> {ask}
      </legend>
      {help !== "" && <p className={css["help"]}>{help}</p>}
      {answers.map((answer) => (
        <label key={answer.id} className={css["answer"]}>
          <input
            type="radio"
            name={id}
            value={answer.id}
            checked={answer.chosen}
            onChange={() => onChoose(answer.to)}
          />
          <span>{answer.text}</span>
        </label>
      ))}
      {assumed !== null && <p className={css["assumed"]}>No answer. Assumed: {assumed}</p>}
      <p className={css["see"]}>
        See why it matters: <ProofLink id={proof} />
      </p>
    </fieldset>
  );
}

/** The hash names screens, so this must move the focus itself. */
function toVerdict(): void {
  const heading = document.querySelector<HTMLElement>("#verdict");
  heading?.scrollIntoView({ block: "start" });
  heading?.focus({ preventScroll: true });
}
