import { LabError } from "./errors.ts";

/** The lab is split into parts. Each is loaded on first use. */

/**
 * Loads a part. If loading fails, only a reload of the page helps, because browsers remember the failure.
 * @throws LabError with the remedy.
 */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (thrown) {
    throw new LabError(
      {
        message: "A part of the lab could not be loaded.",
        remedy:
          "Reload the page. If that does not help, check your connection: you may be offline, or this page may be older than the lab on the server.",
      },
      { cause: thrown },
    );
  }
}

/** What makes the views of a run: needed with the first one. */
export const loadRunReader = () => loadPart(() => import("./run-of.ts"));

/** The same for runs from a file. */
export const loadTraceReader = () => loadPart(() => import("./recorded-run.ts"));

/** Only links need this validation code. */
export const loadLinkReader = () => loadPart(() => import("./decode-link.ts"));
