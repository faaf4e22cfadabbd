import { useSession } from "../binding/session-context.tsx";
import { type LinkCopy, useLinkCopy } from "../parts/copy-link.tsx";

/** Copies a link to the run and the moment on screen. */
export function useCopyLink(): LinkCopy {
  const session = useSession();
  return useLinkCopy(async () => {
    const [of, { atMs }] = [session.getState().run?.id, session.playhead.snapshot()];
    return { of, atMs, hash: `#/run/${await session.link()}` };
  });
}
