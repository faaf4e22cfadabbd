import { useState } from "react";
import { Button } from "./button.tsx";
import { toClipboard } from "./clipboard.ts";
import css from "./copy-link.module.css";

/** The target of a link: the run, compared by identity, and the moment on screen. */
export type LinkTarget = { readonly of: unknown; readonly atMs: number };
/** `hash` begins with '#/'. */
type MadeLink = LinkTarget & { readonly hash: string };
type CopiedLink = LinkTarget & {
  readonly address: string;
  /** 'shown' if the page has no access to the clipboard, so that the user must copy the address. */
  readonly went: "copied" | "shown";
};
export type LinkCopy = { readonly last: CopiedLink | null; readonly copy: () => void };

/** `onFailure` is told why there is no link. */
export function useLinkCopy(make: () => Promise<MadeLink>, onFailure?: (thrown: unknown) => void): LinkCopy {
  const [last, setLast] = useState<CopiedLink | null>(null);
  const act = async () => {
    const { hash, of, atMs } = await make();
    const { origin, pathname, search } = window.location;
    const address = `${origin}${pathname}${search}${hash}`;
    setLast({ address, of, atMs, went: (await toClipboard(address)) ? "copied" : "shown" });
  };
  return { last, copy: () => void act().catch(onFailure) };
}

/** Says 'copied' while the copied link leads to the run and moment on screen. */
export function CopyLinkButton({
  link: { last, copy },
  now,
  label,
}: {
  readonly link: LinkCopy;
  readonly now: LinkTarget;
  readonly label: string;
}) {
  const holds = last !== null && last.of === now.of && last.atMs === now.atMs;
  const copied = holds && last.went === "copied";
  return (
    <div className={css["link"]}>
      {holds && last.went === "shown" && (
        <input
          className={css["address"]}
          readOnly
          value={last.address}
          aria-label={label}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
      <Button look="quiet" icon={copied ? "check" : "link"} aria-keyshortcuts="L" onClick={copy}>
        {copied ? "Link copied" : "Copy link"}
      </Button>
      <span className="visually-hidden" role="status">
        {copied ? "Link copied" : holds ? "The link is in the field" : ""}
      </span>
    </div>
  );
}
