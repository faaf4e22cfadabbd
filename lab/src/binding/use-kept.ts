import { useCallback, useState } from "react";

/** A choice that stays on this device: null until one is made. Where the page has no storage, it lasts as long as the page. */
export function useKept(name: string): readonly [value: string | null, keep: (value: string | null) => void] {
  const key = `ackademy-${name}`;
  const [value, setValue] = useState(() => read(key));
  const keep = useCallback(
    (next: string | null) => {
      setValue(next);
      try {
        if (next === null) localStorage.removeItem(key);
        else localStorage.setItem(key, next);
      } catch {
        // The page has no access to storage.
      }
    },
    [key],
  );
  return [value, keep];
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
