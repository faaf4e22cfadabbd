import { failureOf } from "../session/errors.ts";
import { isHandlersName } from "../session/handlers-file.ts";
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
        return;
      case "handlers":
        await workbench.openHandlers(file);
        navigate("/workbench");
    }
  } catch (thrown) {
    session.tell(failureOf(thrown));
  }
}

/** Opens one file, or a scenario together with its handlers file. */
export async function openFiles(
  files: readonly OpenedFile[],
  openers: Openers,
  navigate: (to: string) => void,
): Promise<void> {
  const [first, second, ...more] = files;
  const pair = second && more.length === 0 && files.filter(({ name }) => isHandlersName(name)).length === 1;
  if (first && !second) return openFile(first, openers, navigate);
  if (!pair) {
    if (files.length === 0) return;
    const remedy = "Drop one file, or a scenario together with its handlers file.";
    return openers.session.tell({ message: `Found ${files.length} files, expected one.`, remedy });
  }
  // The scenario first: the handlers file then joins it.
  const ordered = [...files].sort((a, b) => Number(isHandlersName(a.name)) - Number(isHandlersName(b.name)));
  for (const file of ordered) await openFile(file, openers, navigate);
}
