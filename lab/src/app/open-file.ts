import { failureOf } from "../session/errors.ts";
import { kindOfFile, type OpenedFile } from "../session/opened-file.ts";
import type { MainSession } from "../session/types.ts";

/**
 * Opens a file that a person has given to the page, and goes to it. A file that cannot be opened becomes a notice, and the
 * screen stays as it is.
 */
export async function openFile(file: OpenedFile, session: MainSession, navigate: (to: string) => void): Promise<void> {
  try {
    switch (await kindOfFile(file)) {
      case "trace":
        if (await session.openTrace(file)) navigate("/trace");
    }
  } catch (thrown) {
    session.tell(failureOf(thrown));
  }
}
