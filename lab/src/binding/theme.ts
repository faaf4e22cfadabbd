import { useSyncExternalStore } from "react";

/** The theme follows the system until the user chooses one. The choice is stored on this device. */
export type Theme = "system" | "light" | "dark";
const KEY = "ackademy-theme";
const listeners = new Set<() => void>();
let theme: Theme = read();

export function applyTheme(): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

export function setTheme(next: Theme): void {
  theme = next;
  try {
    if (next === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    // The page has no access to storage: the choice lasts until the page is closed.
  }
  applyTheme();
  for (const listener of listeners) listener();
}

/** Shows a theme without a choice of the user: nothing is stored. Null: back to the user's choice. */
export function showTheme(shown: "light" | "dark" | null): void {
  if (shown === null) applyTheme();
  else document.documentElement.dataset["theme"] = shown;
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, () => theme);
}

/** Calls back when the current colours may have changed, by choice or by the system. */
export function onColoursChanged(listener: () => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  listeners.add(listener);
  system.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    system.removeEventListener("change", listener);
  };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}
