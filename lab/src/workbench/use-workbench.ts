import { useSyncExternalStore } from "react";
import type { Workbench, WorkbenchState } from "../session/workbench.ts";

/** A part of the workbench's state; `select` must return the same value for the same state. */
export function useWorkbench<T>(workbench: Workbench, select: (state: WorkbenchState) => T): T {
  return useSyncExternalStore(workbench.subscribe, () => select(workbench.getState()));
}
