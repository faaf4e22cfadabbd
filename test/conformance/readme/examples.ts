import { BASICS } from "./basics.ts";
import type { Example } from "./example.ts";

/** The files here that hold them. */
export const PARTS: readonly string[] = ["basics"];

/** Every example of engine/README.md but the first, which brings its own connection. */
export const EXAMPLES: readonly Example[] = [...BASICS];
