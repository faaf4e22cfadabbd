import type { WorkerState } from "./types.ts";

/** An actor's state in one word. */
export function stateWord(state: WorkerState): string {
  switch (state) {
    case "starting":
      return "starting";
    case "idle":
      return "waiting";
    case "working":
      return "working";
    case "frozen":
      return "frozen";
    case "crashed":
      return "crashed";
    case "stopped":
      return "stopped";
  }
}
