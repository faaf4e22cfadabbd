import { useRun } from "../binding/session-context.tsx";
import { Icon } from "../parts/icons.tsx";
import type { DraftProblem } from "../session/draft/types.ts";
import type { Workbench } from "../session/workbench.ts";
import type { FileName } from "./files.tsx";
import { useWorkbench } from "./use-workbench.ts";
import css from "./workbench.module.css";

const MOST_SHOWN = 20;

/** What is wrong with the text, and where. While something is, the last run that was valid stays on the stage. */
export function Problems({
  workbench,
  onShow,
}: {
  readonly workbench: Workbench;
  readonly onShow: (name: FileName, problem: DraftProblem) => void;
}) {
  const ofScenario = useWorkbench(workbench, (state) => state.problems);
  const ofHandlers = useWorkbench(workbench, (state) => state.handlersProblems);
  const file = useWorkbench(workbench, ({ handlers }) => handlers?.file ?? "");
  const agreed = useWorkbench(workbench, (state) => state.agreed);
  const problems = [
    ...ofScenario.map((problem) => ({ problem, name: "scenario" as const, place: `Line ${problem.line}` })),
    ...ofHandlers.map((problem) => ({ problem, name: "handlers" as const, place: `${file}, line ${problem.line}` })),
  ];
  const failure = useWorkbench(workbench, (state) => state.failure);
  const older = useRun() !== null;
  const count = problems.length + (failure ? 1 : 0);
  const after = older ? "The stage shows the last scenario that was valid." : "There is no run until they are fixed.";
  return (
    <div className={css["problems"]} data-bad={count > 0 || undefined}>
      <p role="status">
        {count === 0 ? (
          agreed ? (
            "No problems. Each change runs at once."
          ) : (
            "It does not run before you have agreed."
          )
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
        {problems.slice(0, MOST_SHOWN).map(({ problem, name, place }, i) => (
          <li key={i}>
            <button type="button" onClick={() => onShow(name, problem)}>
              <span className="num">{place}</span> {problem.message}
            </button>
          </li>
        ))}
      </ul>
      {problems.length > MOST_SHOWN && <p>and {problems.length - MOST_SHOWN} more</p>}
    </div>
  );
}
