import type { EditorView } from "@codemirror/view";
import type { RefObject } from "react";
import { useRun } from "../binding/session-context.tsx";
import { Icon } from "../parts/icons.tsx";
import type { DraftProblem } from "../session/draft/types.ts";
import type { Workbench } from "../session/workbench.ts";
import { useWorkbench } from "./use-workbench.ts";
import css from "./workbench.module.css";

const MOST_SHOWN = 20;

/** What is wrong with the text, and where. While something is, the last run that was valid stays on the stage. */
export function Problems({
  workbench,
  view,
}: {
  readonly workbench: Workbench;
  readonly view: RefObject<EditorView | null>;
}) {
  const problems = useWorkbench(workbench, (state) => state.problems);
  const failure = useWorkbench(workbench, (state) => state.failure);
  const older = useRun() !== null;
  const count = problems.length + (failure ? 1 : 0);
  const after = older ? "The stage shows the last scenario that was valid." : "There is no run until they are fixed.";
  return (
    <div className={css["problems"]} data-bad={count > 0 || undefined}>
      <p role="status">
        {count === 0 ? (
          "No problems. Each change runs at once."
        ) : (
          <>
            <Icon name="warn" size={16} /> {count === 1 ? "1 problem" : `${count} problems`}. {after}
          </>
        )}
      </p>
      {failure && (
        <p>
          {failure.message} {failure.remedy}
        </p>
      )}
      <ul>
        {problems.slice(0, MOST_SHOWN).map((problem, i) => (
          <li key={i}>
            <button type="button" onClick={() => show(view.current, problem)}>
              <span className="num">Line {problem.line}</span> {problem.message}
            </button>
          </li>
        ))}
      </ul>
      {problems.length > MOST_SHOWN && <p>and {problems.length - MOST_SHOWN} more</p>}
    </div>
  );
}

function show(view: EditorView | null, { from, to }: DraftProblem): void {
  if (!view) return;
  const { length } = view.state.doc;
  view.dispatch({ selection: { anchor: Math.min(from, length), head: Math.min(to, length) }, scrollIntoView: true });
  view.focus();
}
