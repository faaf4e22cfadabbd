import { useEffect, useRef, type RefObject } from "react";

/**
 * A button that was pressed may be gone in the next step, and the browser then drops the focus to the page's beginning.
 * If that happens within this element when `step` changes, the focus goes to the part of it that is marked with
 * `data-step` and this step's name.
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
