import type { ServerOffer } from "./types.ts";

/** Inserted by lab/server-plugin.ts. */
declare const REAL_SERVER_OFFER: ServerOffer | null;

/** The real server next to this page; null if it was not built, and outside of a page. */
export const serverOffer: ServerOffer | null = typeof REAL_SERVER_OFFER === "undefined" ? null : REAL_SERVER_OFFER;
