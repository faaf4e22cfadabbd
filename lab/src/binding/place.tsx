import { createContext, useCallback, useContext, type ReactNode } from "react";

/**
 * Where two pictures of the same kind are on one screen, their parts' names say which they belong to: a list of regions
 * must tell them apart. Alone, a picture adds nothing.
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
