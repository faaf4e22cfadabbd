import { useCallback, useState } from "react";
import { useSession } from "../binding/session-context.tsx";
import { toClipboard } from "../parts/clipboard.ts";

/** Where the last link went: 'shown' when the clipboard is closed to this page, and the address must be copied by hand. */
export type CopiedLink = {
  readonly went: "copied" | "shown";
  readonly address: string;
  /** The run and the moment that it leads to. */
  readonly run: number;
  readonly atMs: number;
};
export type CopyLink = { readonly last: CopiedLink | null; readonly copy: () => void };

export function useCopyLink(): CopyLink {
  const session = useSession();
  const [last, setLast] = useState<CopiedLink | null>(null);
  const copy = useCallback(() => {
    const act = async () => {
      const made = {
        run: session.getState().run?.id ?? 0,
        atMs: session.playhead.snapshot().atMs,
        address: addressOf(await session.link()),
      };
      const went = (await toClipboard(made.address)) ? "copied" : "shown";
      setLast({ ...made, went });
    };
    void act();
  }, [session]);
  return { last, copy };
}

function addressOf(link: string): string {
  const { origin, pathname, search } = window.location;
  return `${origin}${pathname}${search}#/run/${link}`;
}
