import { LabError } from "./errors.ts";

/** The lab comes in parts, each loaded when it is first needed. */

/**
 * Loads a part; a part that cannot be loaded is gone for good until the page is loaded anew, because browsers remember that
 * it failed.
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

/** Only who follows a link needs what checks it. */
export const loadLinkReader = () => loadPart(() => import("./decode-link.ts"));
