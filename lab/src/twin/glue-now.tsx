import { useMemo } from "react";
import { usePlayhead, useRun, useStage } from "../binding/session-context.tsx";
import { formatMoment, formatSeconds } from "../parts/format.ts";
import { glueKnows } from "./glue-knows.ts";
import type { TimerView } from "../stage/flow/types.ts";
import { useTwinState } from "./twin-context.tsx";
import css from "./twin.module.css";

/** What the flow waits for, as far as the coordinator knows. */
export function GlueNow() {
  const order = useTwinState((state) => state.order);
  const stage = useStage();
  const run = useRun();
  const { atMs } = usePlayhead();
  const knows = useMemo(
    () => (run && stage ? glueKnows(stage.coordinators, run.index, order, atMs) : null),
    [stage, run, order, atMs],
  );
  if (!knows) return null;
  return (
    <div className={css["knows"]} data-stored={knows.stored || undefined}>
      <p>
        <strong>{order}</strong> {knows.says}
      </p>
      {knows.timers.length > 0 && (
        <ul>
          {knows.timers.map((timer) => (
            <li key={timer.timer}>
              <Timer timer={timer} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Timer({ timer: { timer, due, remainingMs, where } }: { readonly timer: TimerView }) {
  return (
    <>
      waits for <strong>{timer}</strong>, until <span className="num">{formatMoment(due)}</span>{" "}
      <span className={`${css["left"]} num`}>
        {remainingMs > 0 ? `${formatSeconds(remainingMs)} left` : "due, not handled yet"}
      </span>{" "}
      ({where === "memory" ? "a timer in memory" : "a stored deadline"})
    </>
  );
}
