import { LabError, failureOf } from "../session/errors.ts";
import { kindOfFile, SERVED_FOLDER, SERVED_TYPE } from "../session/opened-file.ts";
import { openFile, type Openers } from "./open-file.ts";

/** Opens the file that `npm run -s scenario -- open FILE` serves beside this page. */
export async function openServed(name: string, openers: Openers, navigate: (to: string) => void): Promise<void> {
  const { session } = openers;
  try {
    const file = await fetchServed(name);
    // A trace stays under this address, so that the page can be loaded anew.
    if ((await kindOfFile(file)) === "trace") await session.openTrace(file);
    else await openFile(file, openers, navigate);
  } catch (thrown) {
    session.tell(failureOf(thrown));
  }
}

async function fetchServed(name: string): Promise<File> {
  const address = new URL(`${SERVED_FOLDER}${encodeURIComponent(name)}`, document.baseURI);
  const answer = await fetch(address, { cache: "no-store" }).catch(() => null);
  // A server for development answers every address, most of them with its page.
  if (answer?.ok === true && answer.headers.get("content-type") === SERVED_TYPE)
    return new File([await answer.blob()], name);
  throw new LabError({
    message: `${name}: is not served here.`,
    remedy: "Run `npm run -s scenario -- open FILE`, or choose the file on this page.",
  });
}
