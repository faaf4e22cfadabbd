import { Fragment, useMemo } from "react";
import { useFiguresShown, usePlayhead, useRun, useSession } from "../../binding/session-context.tsx";
import { jobLife } from "../../stage/job-life.ts";
import type { LifeStep } from "../../stage/life-step.ts";
import { DiagramToCopy } from "./diagram-to-copy.tsx";
import css from "./inspector.module.css";

/** One message's whole life. Steps after the playhead are pale, and hidden before the prediction. */
export function Passport({ job }: { readonly job: string }) {
  const run = useRun();
  const { atMs } = usePlayhead();
  const shown = useFiguresShown();
  const steps = useMemo(() => (run ? jobLife(run.index, job) : []), [run, job]);
  const past = steps.filter((step) => step.at <= atMs).length;
  const visible = shown ? steps : steps.slice(0, past);
  if (steps.length === 0) return <p className={css["muted"]}>There is no {job} in this run.</p>;
  return (
    <>
      <ol className={css["life"]}>
        {visible.map((step, i) => (
          <Fragment key={`${step.at}-${i}`}>
            {i === past && <li className={css["ahead"]}>after this moment</li>}
            <Step step={step} ahead={i >= past} now={i === past - 1} />
          </Fragment>
        ))}
      </ol>
      {visible.length === 0 && <p className={css["muted"]}>Not sent yet.</p>}
      {!shown && past < steps.length && (
        <p className={css["muted"]}>What comes later is shown once you have made your prediction.</p>
      )}
      <DiagramToCopy job={job} />
    </>
  );
}

function Step({ step, ahead, now }: { readonly step: LifeStep; readonly ahead: boolean; readonly now: boolean }) {
  const session = useSession();
  const seek = () => {
    session.pause();
    session.seek(step.at);
  };
  return (
    <li
      className={css["step"]}
      data-tone={step.tone}
      data-ahead={ahead || undefined}
      aria-current={now ? "step" : undefined}
    >
      <button type="button" className={`${css["when"]} num`} aria-label={`Go to ${step.time}`} onClick={seek}>
        {step.time}
      </button>
      <p>
        {step.text}
        {step.system !== "" && <span className={css["system"]}> ({step.system})</span>}
      </p>
    </li>
  );
}
