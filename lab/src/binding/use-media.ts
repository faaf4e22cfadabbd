import { useSyncExternalStore } from "react";

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    () => matchMedia(query).matches,
  );
}

export const useReducedMotion = (): boolean => useMedia("(prefers-reduced-motion: reduce)");
/**
 * True for the layout in one column: lesson, canvas and time machine below each other. The style sheet of the lab has
 * the same condition.
 */
export const useNarrow = (): boolean => useMedia("(max-width: 1079px)");
