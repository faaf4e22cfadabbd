import { useEffect, useRef, type RefObject } from "react";
import { isLost } from "./use-focus-follows.ts";

/** True after a navigation within the page. A page that was just opened starts at its top. */
let hasMoved = false;
window.addEventListener("hashchange", () => (hasMoved = true));

/** After a navigation, focuses the heading of the new screen, so that reading and tabbing continue there. */
export function useArrival(): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (hasMoved && isLost()) heading.current?.focus();
  }, []);
  return heading;
}
