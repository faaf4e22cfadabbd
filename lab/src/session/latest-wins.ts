import { SupersededError } from "./errors.ts";
import type { LabRequest, OnFetch, Runner, RunResult } from "./types.ts";

type Running = Pick<Runner, "run">;

/**
 * Passes one run at a time to `inner`.
 *
 * L1  A run that has begun runs to its end: its realm cannot be left half-way.
 * L2  At most one request waits. A later one replaces it, and the replaced one rejects with `SupersededError`.
 */
export function latestWins(inner: Running): Running {
  let running = false;
  let waiting: { readonly start: () => void; readonly supersede: () => void } | null = null;

  const go = async (request: LabRequest, onFetch?: OnFetch): Promise<RunResult> => {
    running = true;
    try {
      return await inner.run(request, onFetch);
    } finally {
      running = false;
      const next = waiting;
      waiting = null;
      next?.start();
    }
  };

  return {
    run(request, onFetch) {
      if (!running) return go(request, onFetch);
      waiting?.supersede();
      return new Promise((resolve, reject) => {
        waiting = {
          start: () => void go(request, onFetch).then(resolve, reject),
          supersede: () => reject(new SupersededError()),
        };
      });
    },
  };
}
