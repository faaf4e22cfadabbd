import { failureOf } from "../session/errors.ts";
import { kindOfFile, type OpenedFile } from "../session/opened-file.ts";
import type { MainSession } from "../session/types.ts";
import type { Workbench } from "../session/workbench.ts";

export type Openers = { readonly session: MainSession; readonly workbench: Workbench };

/**
 * Opens a file that a person has given to the page, and goes to it. A file that cannot be opened becomes a notice, and the
 * screen stays as it is.
 */
export async function openFile(
  file: OpenedFile,
  { session, workbench }: Openers,
  navigate: (to: string) => void,
): Promise<void> {
  try {
    switch (await kindOfFile(file)) {
      case "trace":
        if (await session.openTrace(file)) navigate("/trace");
        return;
      case "scenario":
        await workbench.openFile(file);
        navigate("/workbench");
    }
  } catch (thrown) {
    session.tell(failureOf(thrown));
  }
}
