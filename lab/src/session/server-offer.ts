import type { ServerOffer } from "./types.ts";

/** Put in by lab/server-plugin.ts. */
declare const REAL_SERVER_OFFER: ServerOffer | null;

/** The real server beside this page; null where it was not built, and outside a page. */
export const serverOffer: ServerOffer | null = typeof REAL_SERVER_OFFER === "undefined" ? null : REAL_SERVER_OFFER;
