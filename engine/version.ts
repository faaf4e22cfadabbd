/** The engine's version: in every stored trace and link. Held equal to package.json's by a test. */
export const ENGINE_VERSION = "1.0.0-rc.1";
