import { useMemo, type ReactNode } from "react";
import { stageAt } from "../stage/stage.ts";
import { StageContext, usePlayhead, useRun } from "./session-context.tsx";

/** Computes the stage once for everything below it. */
export function StageProvider({ children }: { readonly children: ReactNode }) {
  const run = useRun();
  const { atMs } = usePlayhead();
  const stage = useMemo(() => (run ? stageAt(run.index, atMs) : null), [run, atMs]);
  return <StageContext value={stage}>{children}</StageContext>;
}
