import { type LinkCopy, useLinkCopy } from "../parts/copy-link.tsx";
import { failureOf } from "../session/errors.ts";
import type { MainSession } from "../session/types.ts";

/** What is on screen as a link: `makeHash` says how, beginning with '#/'. Without it: the run and its moment. */
export function useCopyLink(session: MainSession, makeHash?: () => Promise<string>): LinkCopy {
  return useLinkCopy(
    async () => {
      const [of, { atMs }] = [session.getState().run?.id, session.playhead.snapshot()];
      return { of, atMs, hash: makeHash ? await makeHash() : `#/run/${await session.link()}` };
    },
    (thrown) => session.tell(failureOf(thrown)),
  );
}
