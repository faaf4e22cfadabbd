import { useEffect, useRef, type RefObject } from "react";
import { isLost } from "./use-focus-follows.ts";

/** Another address within the page was gone to; before that, a page has just been opened and begins at its beginning. */
let hasMoved = false;
window.addEventListener("hashchange", () => (hasMoved = true));

/** The heading of a screen that was gone to has the focus, so that reading and tabbing go on from there. */
export function useArrival(): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (hasMoved && isLost()) heading.current?.focus();
  }, []);
  return heading;
}
