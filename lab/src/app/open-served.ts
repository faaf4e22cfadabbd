import { LabError, failureOf } from "../session/errors.ts";
import { SERVED_FOLDER, SERVED_TYPE } from "../session/opened-file.ts";
import type { MainSession } from "../session/types.ts";

/** Opens the file that `npm run -s scenario -- open FILE` serves beside this page. */
export async function openServed(name: string, session: MainSession): Promise<void> {
  try {
    await session.openTrace(await fetchServed(name));
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
