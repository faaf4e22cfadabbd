import { createContext, useCallback, useContext, type ReactNode } from "react";

/**
 * If a screen has two canvases of the same kind, the name of each region says which one it belongs to, so that a list
 * of regions tells them apart. A single canvas adds nothing.
 */
const PlaceContext = createContext<string | null>(null);

export function PlaceProvider({ place, children }: { readonly place: string; readonly children: ReactNode }) {
  return <PlaceContext value={place}>{children}</PlaceContext>;
}

/** 'Queue orders' → 'Queue orders, orchestrated' */
export function useNamed(): (name: string) => string {
  const place = useContext(PlaceContext);
  return useCallback((name: string) => (place === null ? name : `${name}, ${place}`), [place]);
}
