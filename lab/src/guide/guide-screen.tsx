import { useEffect, useMemo } from "react";
import { useLocation } from "wouter";
import { Header } from "../app/header.tsx";
import { useArrival } from "../binding/use-arrival.ts";
import { failureOf } from "../session/errors.ts";
import type { MainSession } from "../session/types.ts";
import css from "./guide.module.css";
import { guideView, readGuideLink, type GuideView } from "./guide-view.ts";
import { Questions } from "./questions.tsx";
import { VerdictColumn } from "./verdict-column.tsx";

/** The decision guide. Its address holds the answers, so the page has no state of its own. */
export function GuideScreen({ session, text = "" }: { readonly session: MainSession; readonly text?: string }) {
  const [, navigate] = useLocation();
  const { given, problem } = useMemo(() => readGuideLink(text), [text]);
  const view = useMemo(() => guideView(given), [given]);
  useEffect(() => {
    session.leave();
    document.title = "Decision guide · Ackademy";
  }, [session]);
  useEffect(() => {
    if (problem === null) return;
    session.tell(failureOf(problem));
    navigate("/guide", { replace: true });
  }, [session, problem, navigate]);
  const choose = (to: string) => navigate(to, { replace: true });
  return (
    <div className={css["page"]}>
      <Header />
      <main id="main" className={css["main"]} tabIndex={-1}>
        <header className={css["intro"]}>
          <h1 ref={useArrival()} tabIndex={-1} data-arrival>
            Do I need a queue, a log or an orchestrator?
          </h1>
          <p>
            Answer what you know about your case. The verdict shows every rule that fired, a run that proves it, and the
            case in which the rule is wrong. A question without an answer counts as its first answer.
          </p>
          <Examples view={view} onChoose={choose} />
        </header>
        <Questions view={view} onChoose={choose} />
        <VerdictColumn view={view} />
      </main>
    </div>
  );
}

type ExamplesProps = {
  readonly view: GuideView;
  readonly onChoose: (to: string) => void;
};

function Examples({ view: { examples }, onChoose }: ExamplesProps) {
  const chosen = examples.find((example) => example.chosen);
  return (
    <label className={css["examples"]}>
      <span>Start from an example</span>
      <select value={chosen?.to ?? ""} onChange={(event) => onChoose(event.currentTarget.value)}>
        {!chosen && <option value="">Choose an example</option>}
        {examples.map(({ name, to }) => (
          <option key={name} value={to}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
