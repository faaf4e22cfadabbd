/** The engine's version: in every stored trace and link. Held equal to package.json's by a test. */
export const ENGINE_VERSION = "0.1.0";
