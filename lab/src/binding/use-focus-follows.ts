import { useEffect, useRef, type RefObject } from "react";

/**
 * A pressed button may disappear in the next step. The browser then moves the focus to the start of the page. If that
 * happens inside this element when `step` changes, this hook focuses the descendant whose `data-step` has this step's
 * name.
 */
export function useFocusFollows(element: RefObject<HTMLElement | null>, step: string): void {
  const wasWithin = useRef(false);
  useEffect(() => {
    const box = element.current;
    if (!box) return;
    const note = (event: FocusEvent) => {
      wasWithin.current = event.target instanceof Node && box.contains(event.target);
    };
    document.addEventListener("focusin", note);
    return () => document.removeEventListener("focusin", note);
  }, [element]);
  const before = useRef(step);
  useEffect(() => {
    if (before.current === step) return;
    before.current = step;
    if (!wasWithin.current || !isLost()) return;
    element.current?.querySelector<HTMLElement>(`[data-step="${step}"]`)?.focus({ preventScroll: true });
  }, [element, step]);
}

export const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body;
